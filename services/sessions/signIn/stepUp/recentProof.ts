import type { Clock } from '#services/ambient/clock.ts'
import type { RequireRecentProof, SignedInCaller } from '#services/http/caller.ts'
import { multiFactor } from '#events/session/authenticationContext.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Directory } from '#services/ports/identity.ts'
import { type FactorKeeping, type SecondFactors, secondFactorRules } from '#services/ports/secondFactors.ts'
import type { RememberedSessions } from '../../commands/sessionStreams.ts'
import { isMultiFactor } from '../../tokens/amr.ts'
import type { PendingProofs } from '../../tokens/pendingProofs.ts'
import { waysToProve } from './waysToProve.ts'

/** `isPending`: the whole session waits for a proof. Why is told to colleagues alone: whoever holds a stolen session reads this too. */
const required = (maxAgeSeconds: number, ways: string[][], isPending: boolean): CodedError =>
  new CodedError('reauthentication-required', {
    detail: isPending
      ? 'Confirm that it is you: this session does nothing else before.'
      : `Confirm that it is you: for this, your last proof must not be longer ago than ${maxAgeSeconds} s.`,
    extra: {
      maxAgeSeconds,
      ...(isPending ? { sessionWaits: true } : {}),
      methods: [...new Set(ways.flat())],
      ways,
      ...(ways.some((way) => way.length > 1 || way.includes('webauthn')) ? { acrValues: [multiFactor] } : {}),
    },
  })

/** A factor that was added since asks for nothing: whoever added it had just proved who they are. */
const lacksFactor = ({ methods, authTime }: SignedInCaller, { enrolled }: SecondFactors): boolean =>
  !isMultiFactor(methods) && enrolled.some(({ enrolledAt }) => Date.parse(enrolledAt) < authTime)

export interface ProofNeeds {
  clock: Clock
  directory: Pick<Directory, 'tenant' | 'person'>
  factors: Pick<FactorKeeping, 'factorsOf' | 'takesPasskeys'>
  sessions: Pick<RememberedSessions, 'readOn'>
  /** The token is from before its person had to prove themselves anew. */
  isPending: PendingProofs['isPending']
}

/**
 * The age of the proof that the token was issued for, not of the session's newest one: who holds an older token has not proved
 * anything by what its person did elsewhere. A session whose person has to prove themselves anew has no proof that is recent enough,
 * and a password alone is none of somebody who has a second factor.
 * @throws CodedError reauthentication-required, not-signed-in, store-unavailable
 */
export const recentProof =
  ({ clock, directory, factors, sessions, isPending }: ProofNeeds): RequireRecentProof =>
  async (caller) => {
    const { tenantId, userId, sessionId, authTime } = caller
    const [tenant, person, known, { session }] = await Promise.all([
      directory.tenant(tenantId),
      directory.person(tenantId, userId),
      factors.factorsOf({ tenantId, userId }),
      sessions.readOn(tenantId, sessionId),
    ])
    if (tenant === null || person === null || session.status === 'absent') throw new CodedError('not-signed-in')
    const { maxAgeSeconds } = tenant.policy.reauthentication
    const isTooOld = clock.now() - authTime > maxAgeSeconds * 1000
    const waits = session.stepUpRequiredSince !== null || isPending(caller)
    if (!isTooOld && !waits && !lacksFactor(caller, known)) return
    throw required(maxAgeSeconds, waysToProve({ rules: secondFactorRules(tenant), known, person }, factors), waits)
  }
