import type { z } from 'zod'
import type { currentSessionShape, currentShape, grantShape } from '#events/wire/account.ts'

/**
 * What sign-in and refresh answer: who is signed in, and tokens. Only bearer clients get a `refreshToken`; the others have it in a cookie
 * that no script can read.
 */
export type Grant = z.infer<typeof grantShape>
export type GrantedSession = z.infer<typeof currentSessionShape>
const isDate = (value: unknown): boolean => typeof value === 'string' && !Number.isNaN(Date.parse(value))

/** An answer from elsewhere, a hotel's sign-in page say, or what other code has stored, must not be taken for a grant. */
export const isGrant = (value: unknown): value is Grant => {
  const { accessToken, accessExpiresAt, session, user, tenant } = (value ?? {}) as Partial<Grant>
  const texts = [accessToken, session?.id, user?.id, user?.email, tenant?.id, tenant?.slug]
  const { startedAt, lastActiveAt, idleExpiresAt, absoluteExpiresAt } = session ?? {}
  return (
    texts.every((text) => typeof text === 'string') &&
    [accessExpiresAt, startedAt, lastActiveAt, idleExpiresAt].every(isDate) &&
    (absoluteExpiresAt === null || isDate(absoluteExpiresAt))
  )
}

/** What the server says of the session when it is asked. */
export type CurrentSession = z.infer<typeof currentShape>

/** Why nobody is signed in any more, for the page that says so. */
export interface SignedOutNotice {
  /** Why the server ended the session, as in its log: `admin`, `operation`, `idle`, `absolute`, `reuse`, ... */
  cause: string
  /** What the person is to read; null: nothing was said. */
  message: string | null
  endedAt: string
  tenant: { slug: string; name: string }
  email: string
}
