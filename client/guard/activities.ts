import { RefusedByRollcall, type RollcallApi } from './rollcallApi.ts'

export interface Activities {
  /** `at`: milliseconds since the epoch. */
  record: (sessionId: string, at: number) => void
  /** Sends what has come together. */
  send: () => Promise<void>
  /** Rollcall has said that the key may not. */
  isRefused: () => boolean
}

/** Lines of one call, as Rollcall takes them. */
const inBatch = 1_000
const mostWaiting = 100_000
const withinMs = 10_000

/**
 * Which sessions were used, the last time of each. A batch that fails is dropped: it is no worse than a person who did nothing for a while, and
 * their next request says the same.
 */
export const activities = (api: RollcallApi): Activities => {
  let waiting = new Map<string, number>()
  let isRefused = false

  const sendBatch = async (batch: readonly (readonly [string, number])[]): Promise<void> => {
    const body = batch.map(([sessionId, at]) => ({ sessionId, at: new Date(at).toISOString() }))
    await api.json('/v1/sessions/activity', { body, withinMs }).catch((error: unknown) => {
      isRefused = error instanceof RefusedByRollcall && error.status === 403
    })
  }
  return {
    record(sessionId, at) {
      if (!isRefused && (waiting.has(sessionId) || waiting.size < mostWaiting)) waiting.set(sessionId, at)
    },
    async send() {
      const lines = [...waiting]
      waiting = new Map()
      for (let first = 0; first < lines.length && !isRefused; first += inBatch)
        await sendBatch(lines.slice(first, first + inBatch))
    },
    isRefused: () => isRefused,
  }
}
