import type { LimitClass } from '#services/http/route.ts'
import { count, type Count, type Limiter, type LimiterName } from './limiters.ts'
import { addressOf, type LimitDigest, type LimitKeys } from './limitKeys.ts'

/** Counts one call and answers every counter that may refuse it. */
export type CountCall = (keys: LimitKeys) => Promise<Count[]>

/** Counts a call by person and by tenant, or by address where the caller is unknown. */
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
    // A call refused to one person must not use up the tenant's share, which all its people need.
    if (ofPerson.refused) await all.reward(tenant, 1)
    return [ofPerson, ofTenant]
  }

/** Counts a call that names a person and proves nothing by address and by the tenant it names. */
const callsNaming =
  (digest: LimitDigest, each: Limiter, all: Limiter): CountCall =>
  async (keys) => {
    const ofAddress = await count(each, digest('address', addressOf(keys)))
    const tenant = keys.claimedTenant
    if (ofAddress.refused || tenant === null) return [ofAddress]
    return [ofAddress, await count(all, digest('tenant', tenant.trim().toLowerCase()))]
  }

interface Counter {
  digest: LimitDigest
  limiter: Limiter
}

/**
 * Counts a call by the session of an authentic refresh token or of the caller, or by address where there is no session.
 */
const callsOfSession =
  (ofSession: Counter, ofAddress: Counter = ofSession): CountCall =>
  async (keys) => {
    const session = keys.session ?? null
    if (session === null) return [await count(ofAddress.limiter, ofAddress.digest('address', addressOf(keys)))]
    return [await count(ofSession.limiter, ofSession.digest('session', session.tenantId, session.sessionId))]
  }

/** For counters in this process's memory: nothing is stored, so the parts need no digest. */
const clear: LimitDigest = (...parts) => parts.join('/')

/** How calls of each class are counted. signInLimit.ts counts sign-ins, secondFactorLimit.ts what goes on with them. */
export const callLimits = (
  limiters: Record<LimiterName, Limiter>,
  digest: LimitDigest,
): Record<Exclude<LimitClass, 'none' | 'signIn' | 'secondFactor'>, CountCall> => ({
  // Whoever holds a session's token has nothing to guess, so what several processes let through together does no harm.
  refresh: callsOfSession({ digest: clear, limiter: limiters.refreshSession }, { digest, limiter: limiters.refresh }),
  signOut: callsOfSession({ digest, limiter: limiters.signOuts }),
  ending: callsOf(digest, limiters.endings, limiters.endingsTenant),
  command: callsOf(digest, limiters.commands, limiters.commandsTenant),
  activity: callsOfSession({ digest: clear, limiter: limiters.activity }),
  read: callsOf(clear, limiters.reads, limiters.readsTenant),
  // Who holds a key is trusted with all that is counted here; the count keeps one application from taking all of a process.
  key: callsOf(clear, limiters.keys, limiters.keysTenant),
  keyEnding: callsOf(clear, limiters.keyEndings, limiters.keyEndingsTenant),
  mail: callsNaming(digest, limiters.mails, limiters.mailsTenant),
})
