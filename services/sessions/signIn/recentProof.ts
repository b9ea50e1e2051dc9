import type { Clock } from '#services/ambient/clock.ts'
import type { RequireRecentProof } from '#services/http/caller.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Directory } from '#services/ports/identity.ts'
import type { RememberedSessions } from '../commands/sessionStreams.ts'
import type { PendingProofs } from '../tokens/pendingProofs.ts'

const required = (maxAgeSeconds: number): CodedError =>
  new CodedError('reauthentication-required', {
    detail: `Confirm that it is you: for this, your last proof must not be longer ago than ${maxAgeSeconds} s.`,
    extra: { maxAgeSeconds, methods: ['pwd'] },
  })

export interface ProofNeeds {
  clock: Clock
  directory: Pick<Directory, 'tenant'>
  sessions: Pick<RememberedSessions, 'readOn'>
  /** The token is from before its person had to prove themselves anew. */
  isPending: PendingProofs['isPending']
}

/**
 * The age of the proof that the token was issued for, not of the session's newest one: who holds an older token has not proved
 * anything by what its person did elsewhere. A session whose person has to prove themselves anew has no proof that is recent enough.
 * @throws CodedError reauthentication-required, not-signed-in, store-unavailable
 */
export const recentProof =
  ({ clock, directory, sessions, isPending }: ProofNeeds): RequireRecentProof =>
  async (caller) => {
    const { tenantId, sessionId, authTime } = caller
    const [tenant, { session }] = await Promise.all([directory.tenant(tenantId), sessions.readOn(tenantId, sessionId)])
    if (tenant === null || session.status === 'absent') throw new CodedError('not-signed-in')
    const { maxAgeSeconds } = tenant.policy.reauthentication
    const isTooOld = clock.now() - authTime > maxAgeSeconds * 1000
    if (isTooOld || session.stepUpRequiredSince !== null || isPending(caller)) throw required(maxAgeSeconds)
  }
