import type { SignedOutNotice } from './grant.ts'
import type { LastSignIn } from './lastSignIn.ts'
import type { ApiError } from './problem.ts'

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** What to tell a person whose silent refresh was refused; null: nothing, the sign-in form is enough. `now` in ms. */
export const refusedRefresh = (error: ApiError, last: LastSignIn | null, now: number): SignedOutNotice | null => {
  if (last === null) return null
  const common = { tenant: last.tenant, email: last.email }
  const endedAt = textOf(error.extra['endedAt']) ?? new Date(now).toISOString()
  switch (error.code) {
    case 'session-ended':
      return {
        ...common,
        cause: textOf(error.extra['cause']) ?? 'ended',
        message: textOf(error.extra['message']),
        endedAt,
      }
    case 'refresh-reused':
      return { ...common, cause: 'reuse', message: textOf(error.extra['message']), endedAt }
    default:
      return null
  }
}
