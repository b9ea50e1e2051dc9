import { actorOf, type SignedInCaller } from '#services/http/caller.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Directory, Passwords } from '#services/ports/identity.ts'
import type { OwnOrigin } from '../endings/ownSessions.ts'
import type { DescribeEnding } from '../endings/endingOf.ts'
import type { Refusals } from '../endings/refusals.ts'
import type { SessionCommands } from '../commands/sessionCommands.ts'
import type { Admit, Admitted } from './admission.ts'
import type { Standing } from '../commands/sessionCommands.ts'

export interface Reauthenticating {
  directory: Pick<Directory, 'person'>
  passwords: Pick<Passwords, 'verify'>
  commands: Pick<SessionCommands, 'reauthenticate'>
  refusals: Pick<Refusals, 'reauthenticationRefused'>
  admit: Admit
  describe: DescribeEnding
}

/** The session goes on with a new access token; its refresh token stays. */
export type Reauthenticated = Admitted & Pick<Standing, 'session' | 'position'>

const wrongPassword = (): CodedError => {
  const message = 'The password is wrong.'
  return new CodedError('invalid-request', {
    detail: message,
    errors: [{ path: 'body.password', code: 'wrong-password', message }],
  })
}

/**
 * A signed-in person proves again to be the one who signed in, and gets an access token that says so. A wrong password is refused as
 * invalid-request (400), because a 401 would make clients sign the person out; it ends nothing.
 * @throws CodedError invalid-request, session-ended, not-signed-in, busy, store-unavailable
 */
export const reauthenticate = (reauthenticating: Reauthenticating) => {
  const { directory, passwords, commands, refusals, admit, describe } = reauthenticating

  const provePassword = async (caller: SignedInCaller, password: string, origin: OwnOrigin): Promise<void> => {
    const { tenantId, userId } = caller
    const person = await directory.person(tenantId, userId)
    if (await passwords.verify(tenantId, person?.secretId ?? null, password, { isKnown: true })) return
    await refusals.reauthenticationRefused(caller, 'wrong-password', origin)
    throw wrongPassword()
  }

  const goOn = async (
    caller: SignedInCaller,
    methods: readonly string[],
    { correlationId, context }: OwnOrigin,
  ): Promise<Reauthenticated> => {
    const { tenantId, sessionId } = caller
    const origin = { tenantId, actor: actorOf(caller, 'own'), correlationId, context }
    const { session, startedPosition, position } = await commands.reauthenticate(sessionId, methods, origin)
    if (session.status === 'absent') throw new CodedError('not-signed-in')
    const standing = { session, startedPosition, position }
    const admission = await admit(tenantId, standing, { context, asOf: position })
    if ('admitted' in admission) return { ...admission.admitted, session, position }
    if (typeof admission.refused === 'string') throw new CodedError('not-signed-in')
    throw await describe(caller, admission.refused)
  }

  return async (caller: SignedInCaller, { password }: { password: string }, origin: OwnOrigin) => {
    await provePassword(caller, password, origin)
    return goOn(caller, ['pwd'], origin)
  }
}
export type Reauthenticate = ReturnType<typeof reauthenticate>
