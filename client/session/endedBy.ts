import type { Ended } from '#events/live/frames.ts'
import type { ApiError } from './problem.ts'

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** What a refusal says of the session's end; null: nothing, the sign-in form is enough. `now` in ms. */
export const endedBy = ({ code, extra }: ApiError, now: number): Ended | null => {
  if (code !== 'session-ended' && code !== 'refresh-reused') return null
  return {
    cause: code === 'refresh-reused' ? 'reuse' : (textOf(extra['cause']) ?? 'ended'),
    message: textOf(extra['message']),
    endedAt: textOf(extra['endedAt']) ?? new Date(now).toISOString(),
  }
}
