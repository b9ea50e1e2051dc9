import type { LimitClass } from '#services/http/route.ts'
import { count, type Count, type Limiter, type LimiterName } from './limiters.ts'
import { addressOf, type LimitDigest, type LimitKeys } from './limitKeys.ts'

/** Counts one call; answers every counter that decides on it. */
export type CountCall = (keys: LimitKeys) => Promise<Count[]>

/** By person and by tenant; where nobody is known, by address. */
const callsOf =
  (digest: LimitDigest, each: Limiter, all: Limiter): CountCall =>
  async (keys) => {
    const { caller } = keys
    if (caller === null) return [await count(each, digest('address', addressOf(keys)))]
    const tenant = digest('tenant', caller.tenantId)
    const [ofPerson, ofTenant] = await Promise.all([
      count(each, digest('user', caller.tenantId, caller.id)),
      count(all, tenant),
    ])
    // What one person is refused is not taken from everybody else's share.
    if (ofPerson.refused) await all.reward(tenant, 1)
    return [ofPerson, ofTenant]
  }

/** By the session of an authentic refresh token or of the caller; where there is none, by address. */
const callsOfSession =
  (digest: LimitDigest, limiter: Limiter): CountCall =>
  async (keys) => {
    const session = keys.session ?? null
    const key =
      session === null ? digest('address', addressOf(keys)) : digest('session', session.tenantId, session.sessionId)
    return [await count(limiter, key)]
  }

/** Opaque ids need no digest in this process's memory. */
const clear: LimitDigest = (...parts) => parts.join('/')

/** How calls of each class are counted, sign-ins aside. */
export const callLimits = (
  limiters: Record<LimiterName, Limiter>,
  digest: LimitDigest,
): Record<Exclude<LimitClass, 'none' | 'signIn'>, CountCall> => ({
  refresh: callsOfSession(digest, limiters.refresh),
  signOut: callsOfSession(digest, limiters.signOuts),
  ending: callsOf(digest, limiters.endings, limiters.endingsTenant),
  command: callsOf(digest, limiters.commands, limiters.commandsTenant),
  activity: callsOfSession(clear, limiters.activity),
  read: callsOf(clear, limiters.reads, limiters.readsTenant),
})
