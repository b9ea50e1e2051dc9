import { CodedError } from '#services/ports/errors.ts'
import type { Directory } from '#services/ports/identity.ts'
import type { SessionNeeds } from '../sessionNeeds.ts'
import type { RememberedSessions } from '../commands/sessionStreams.ts'
import type { CompleteSignIn, Grant } from '../signIn/completeSignIn.ts'
import type { CompletionOrigin } from '../signIn/wantedSession.ts'
import type { Choices, CountEndings } from './choices.ts'

export interface ChoosingSessions extends Pick<SessionNeeds, 'withSaidDevice'> {
  directory: Pick<Directory, 'tenant' | 'person'>
  sessions: Pick<RememberedSessions, 'readOn'>
  choices: Choices
  countEndings: CountEndings
  /** Resolves once this process has read the log as far as it is. */
  untilCurrent: () => Promise<void>
  completeSignIn: CompleteSignIn
}

export interface Chosen {
  choice: string
  /** The sessions that end. Those that are not the person's, or have ended, change nothing. */
  end: readonly string[]
  /** The client's cookies: the values by name. */
  cookiesOf: (client: string) => ReadonlyMap<string, string>
}

const over = () => new CodedError('challenge-ended')

/**
 * Goes on with a sign-in that a limit held up: ends the sessions that its person chose and starts the one that was asked for. The
 * rules decide afresh, so it may be held up again.
 * @throws CodedError challenge-ended, and whatever `completeSignIn` throws
 */
export const chooseSessions = (choosing: ChoosingSessions) => {
  const { directory, sessions, choices, countEndings, untilCurrent, completeSignIn, withSaidDevice } = choosing
  return async ({ choice: sealed, end, cookiesOf }: Chosen, origin: CompletionOrigin) => {
    const choice = choices.open(sealed)
    if (choice === null) throw over()
    const { tenantId, userId, secretId, sessionId, proofs, wanted, device } = choice
    await untilCurrent()
    // A factor that was lost is reset, say, and whoever proved it before must not come in by that.
    if (countEndings(tenantId, userId) > choice.endings) throw over()
    const [tenant, person, started] = await Promise.all([
      directory.tenant(tenantId),
      directory.person(tenantId, userId),
      sessions.readOn(tenantId, sessionId),
    ])
    if (tenant === null || person === null || started.session.status !== 'absent') throw over()
    const held = cookiesOf(wanted.client)
    const grant: Grant = await completeSignIn(
      // What the password was then: if it changed since, the proof is worth nothing.
      { proofs, tenant, person: { ...person, secretId } },
      { ...wanted, inPlaceOf: [...held.values()], chosen: { sessionId, end } },
      { ...origin, context: withSaidDevice(origin.context, device) },
    ).catch((error: unknown) => {
      throw error instanceof CodedError && error.code === 'already-exists' ? over() : error
    })
    return { grant, held: [...held.keys()] }
  }
}
export type ChooseSessions = ReturnType<typeof chooseSessions>
