import { isAway } from './unavailable.ts'

/** What a pool tells of itself. */
export interface PoolReport {
  answered(): void
  failed(error: unknown): void
  /** It is closed, and nobody asks for its health any more. */
  ended(): void
}

/** Whether the pools of a process get connections and answers. */
export interface PoolHealth {
  /**
   * Of a pool that is there as long as the process. It is called what it calls itself to the server, without `rollcall`.
   */
  join(applicationName: string, pool: WatchedPool): PoolReport
  /** How often each pool got neither connection nor answer. */
  failures(): Readonly<Record<string, number>>
  /** The pools whose newest request got neither, and why. */
  failing(): Readonly<Record<string, unknown>>
  /** How many requests of all pools together were answered, with a refusal too. */
  answers(): number
  /** Asks on behalf of the pools that fail, which may have no requests that would show them well again. */
  probe(): Promise<void>
  /** Doubts the open connections of all pools, each until it answers. */
  doubt(): void
  /** Breaks the connections that are in doubt. */
  giveUp(): void
}

interface WatchedPool {
  /** Asks the server for as little as can be. */
  probe: () => Promise<unknown>
  connections: Pick<PoolHealth, 'doubt' | 'giveUp'>
}

interface State {
  failures: number
  /** Null: the newest request was answered. */
  trouble: { error: unknown } | null
  /** Those of this name that are open. */
  pools: Set<WatchedPool>
}

export const poolHealth = (): PoolHealth => {
  const states = new Map<string, State>()
  let answers = 0
  const troubled = () => [...states].filter(([, { trouble }]) => trouble !== null)
  const open = (of: Iterable<State>) => [...of].flatMap(({ pools }) => [...pools])
  return {
    join(applicationName, pool) {
      const name = applicationName.replace(/^rollcall /, '')
      const state: State = states.get(name) ?? { failures: 0, trouble: null, pools: new Set() }
      states.set(name, state)
      state.pools.add(pool)
      return {
        answered() {
          state.trouble = null
          answers += 1
        },
        failed(error) {
          const away = isAway(error)
          if (away) state.failures += 1
          else answers += 1
          if (state.pools.has(pool)) state.trouble = away ? { error } : null
        },
        ended() {
          state.pools.delete(pool)
          if (state.pools.size === 0) state.trouble = null
        },
      }
    },
    failures: () => Object.fromEntries([...states].map(([pool, { failures }]) => [pool, failures])),
    failing: () => Object.fromEntries(troubled().map(([pool, { trouble }]) => [pool, trouble?.error])),
    answers: () => answers,
    doubt: () => open(states.values()).forEach(({ connections }) => connections.doubt()),
    giveUp: () => open(states.values()).forEach(({ connections }) => connections.giveUp()),
    async probe() {
      // A probe that fails is counted by the pool itself.
      await Promise.allSettled(open(troubled().map(([, state]) => state)).map(({ probe }) => probe()))
    },
  }
}
