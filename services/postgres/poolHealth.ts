import { isAway } from './unavailable.ts'

/** What a pool tells of itself. */
export interface PoolReport {
  answered(): void
  failed(error: unknown): void
}

/** Whether the pools of a process get connections and answers. */
export interface PoolHealth {
  /**
   * Of a pool that is there as long as the process. It is called what it calls itself to the server, without `rollcall`;
   * `probe` asks the server for as little as can be.
   */
  join(applicationName: string, probe: () => Promise<unknown>): PoolReport
  /** How often each pool got neither connection nor answer. */
  failures(): Readonly<Record<string, number>>
  /** The pools whose newest request got neither, and why. */
  failing(): Readonly<Record<string, unknown>>
  /** How many requests of all pools together were answered, with a refusal too. */
  answers(): number
  /** Asks on behalf of the pools that fail, which may have no requests that would show them well again. */
  probe(): Promise<void>
}

interface State {
  failures: number
  /** Null: the newest request was answered. */
  trouble: { error: unknown } | null
  probe: () => Promise<unknown>
}

export const poolHealth = (): PoolHealth => {
  const states = new Map<string, State>()
  let answers = 0
  const troubled = () => [...states].filter(([, { trouble }]) => trouble !== null)
  return {
    join(applicationName, probe) {
      const pool = applicationName.replace(/^rollcall /, '')
      const state: State = states.get(pool) ?? { failures: 0, trouble: null, probe }
      states.set(pool, state)
      return {
        answered() {
          state.trouble = null
          answers += 1
        },
        failed(error) {
          const away = isAway(error)
          if (away) state.failures += 1
          else answers += 1
          state.trouble = away ? { error } : null
        },
      }
    },
    failures: () => Object.fromEntries([...states].map(([pool, { failures }]) => [pool, failures])),
    failing: () => Object.fromEntries(troubled().map(([pool, { trouble }]) => [pool, trouble?.error])),
    answers: () => answers,
    async probe() {
      // A probe that fails is counted by the pool itself.
      await Promise.allSettled(troubled().map(([, { probe }]) => probe()))
    },
  }
}
