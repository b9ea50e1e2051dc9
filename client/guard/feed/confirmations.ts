import type { RollcallApi } from '../rollcallApi.ts'

export interface Confirmations {
  confirm: (position: string) => void
  /** The last position that Rollcall took. */
  confirmed: () => string | null
}

const withinMs = 5_000

/**
 * Tells Rollcall what was applied, one call at a time: what comes meanwhile goes with the next.
 */
export const confirmations = (api: RollcallApi, self: object, signal: AbortSignal): Confirmations => {
  let confirmed: string | null = null
  let next: string | null = null
  let isSending = false

  const sendAll = async (): Promise<void> => {
    isSending = true
    while (next !== null && !signal.aborted) {
      const position = next
      next = null
      try {
        await api.json('/v1/revocations/confirm', { body: { position, ...self }, withinMs })
        confirmed = position
      } catch {
        // The next beat brings another.
      }
    }
    isSending = false
  }
  return {
    confirm(position) {
      next = position
      if (!isSending) void sendAll()
    },
    confirmed: () => confirmed,
  }
}
