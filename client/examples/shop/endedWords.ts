import type { SessionState } from 'rollcall-client'

/** What to tell somebody whose session is over; null: nothing ended. */
export const endedWords = (state: SessionState): string | null => {
  if (state.kind !== 'signedOut' || state.notice === null) return null
  const { message, cause } = state.notice
  return message ?? (cause === 'idle' ? 'You were signed out because nobody used this page.' : 'You were signed out.')
}
