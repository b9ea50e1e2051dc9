import { RefusedByRollcall, type RollcallApi } from './rollcallApi.ts'

export interface Activities {
  /** `at`: milliseconds since the epoch. */
  record: (sessionId: string, at: number) => void
  /** Sends what has come together. */
  send: () => Promise<void>
  /** Rollcall has said that the key may not, and has taken nothing since. */
  isRefused: () => boolean
}

/** Lines of one call, as Rollcall takes them. */
const inBatch = 1_000
const mostWaiting = 100_000
const withinMs = 10_000
/** So many calls of `send` say nothing after a refusal: somebody has to give the key its scope first. */
const silentTurns = 30

/**
 * Which sessions were used, the last time of each. A batch that fails is dropped: it is no worse than a person who did nothing for a while, and
 * their next request says the same.
 */
export const activities = (api: RollcallApi): Activities => {
  let waiting = new Map<string, number>()
  /** 0: Rollcall takes what it is told. 1: it refused the last call, and is told what comes next. */
  let silent = 0

  const sendBatch = async (batch: readonly (readonly [string, number])[]): Promise<void> => {
    const body = batch.map(([sessionId, at]) => ({ sessionId, at: new Date(at).toISOString() }))
    try {
      await api.json('/v1/sessions/activity', { body, withinMs })
      silent = 0
    } catch (error) {
      if (error instanceof RefusedByRollcall && error.status === 403) silent = silentTurns
    }
  }
  return {
    record(sessionId, at) {
      if (silent < 2 && (waiting.has(sessionId) || waiting.size < mostWaiting)) waiting.set(sessionId, at)
    },
    async send() {
      if (silent > 1) silent -= 1
      const lines = [...waiting]
      waiting = new Map()
      while (lines.length > 0 && silent < 2) await sendBatch(lines.splice(0, inBatch))
    },
    isRefused: () => silent > 0,
  }
}
