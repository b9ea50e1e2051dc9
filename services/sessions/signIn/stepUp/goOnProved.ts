import type { Proof } from '#events/session/proofs.ts'
import { actorOf, type SignedInCaller } from '#services/http/caller.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { SessionCommands, Standing } from '../../commands/sessionCommands.ts'
import type { DescribeEnding } from '../../endings/endingOf.ts'
import type { OwnOrigin } from '../../endings/ownSessions.ts'
import type { Admit, Admitted } from '../admission.ts'

/** The session goes on with a new access token; its refresh token stays. */
export type Reauthenticated = Admitted & Pick<Standing, 'session' | 'position'>

export interface GoingOnProved {
  commands: Pick<SessionCommands, 'reauthenticate'>
  admit: Admit
  describe: DescribeEnding
}

/** What the person has proved becomes the session's newest proof. @throws CodedError session-ended, not-signed-in, busy, store-unavailable */
export const goOnProved =
  ({ commands, admit, describe }: GoingOnProved) =>
  async (
    caller: SignedInCaller,
    proofs: readonly Proof[],
    { correlationId, context }: OwnOrigin,
  ): Promise<Reauthenticated> => {
    const { tenantId, sessionId } = caller
    const origin = { tenantId, actor: actorOf(caller, 'own'), correlationId, context }
    const { session, startedPosition, position } = await commands.reauthenticate(sessionId, proofs, origin)
    if (session.status === 'absent') throw new CodedError('not-signed-in')
    const standing = { session, startedPosition, position }
    const admission = await admit(tenantId, standing, { context, asOf: position })
    if ('admitted' in admission) return { ...admission.admitted, session, position }
    if (typeof admission.refused === 'string') throw new CodedError('not-signed-in')
    throw await describe(caller, admission.refused)
  }
export type GoOn = ReturnType<typeof goOnProved>
