import { createAlarm } from './alarm.ts'
import type { Later } from './clock.ts'

/** Notices that a person uses this page and has it reported, but not more often than it must be. */
export interface Presence {
  /** Takes note that a person did something. */
  touched(): void
  /** The same, and reports it at once. */
  stay(): Promise<void>
  /** How often a person did something so far; to be handed to `told`. */
  touches(): number
  /** Whether a person did something that the server has not been told. */
  isUntold(): boolean
  /** The server was told of everything up to `touches`. */
  told(touches: number): void
}

export interface PresenceDependencies {
  /** Tells the server. Rejects when the server did not take it. */
  report(): Promise<void>
  /** The pause between two reports; null: nobody is signed in. */
  everyMs(): number | null
  later: Later
}

export const createPresence = ({ report, everyMs, later }: PresenceDependencies): Presence => {
  const alarm = createAlarm(later)
  let touches = 0
  let told = 0
  let isResting = false

  const rest = (ms: number) => {
    isResting = true
    alarm.set(ms, () => {
      isResting = false
      void tell()
    })
  }
  const tellNow = async (pauseMs: number) => {
    const upTo = touches
    rest(pauseMs)
    try {
      await report()
      told = Math.max(told, upTo)
    } catch {
      // It stays untold, so it is tried again after the rest, or goes with the next refresh.
    }
  }
  const tell = async () => {
    const pauseMs = everyMs()
    if (pauseMs !== null && !isResting && touches > told) await tellNow(pauseMs)
  }
  return {
    touched() {
      touches += 1
      void tell()
    },
    async stay() {
      touches += 1
      const pauseMs = everyMs()
      if (pauseMs !== null) await tellNow(pauseMs)
    },
    touches: () => touches,
    isUntold: () => touches > told,
    told(upTo) {
      told = Math.max(told, upTo)
    },
  }
}
