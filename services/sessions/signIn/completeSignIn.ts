import { shortened } from '#events/tenant/lifetimes.ts'
import { CodedError, type ErrorCode } from '#services/ports/errors.ts'
import type { Client } from '#services/ports/identity.ts'
import type { Admission, Admit, Admitted } from './admission.ts'
import { chooseTransport, refuseForeignPage, requireClient, type PageHeaders } from './clientRules.ts'
import type { FailSignIn, RefusedSignIn } from './failedSignIns.ts'
import type { Proven, SignInOrigin } from './proven.ts'
import type { RequireRoom } from './requireRoom.ts'
import type { RefreshTokens } from '../tokens/refreshTokens.ts'
import type { SignOut } from '../endings/signOut.ts'
import type { SessionCommands, SignedIn, Standing } from '../commands/sessionCommands.ts'

/** The session that the client asks for. */
export interface WantedSession {
  client: string
  remember: boolean
  transport?: Client['transport'] | undefined
  lifetime?: SignedIn['lifetime']
  startedAt?: SignedIn['startedAt']
  sessionId?: SignedIn['sessionId']
  /**
   * Refresh tokens in the client's cookies. A new session with a cookie replaces theirs, because nobody would hold their
   * tokens any more, or somebody else than their person would.
   */
  inPlaceOf: readonly string[]
}
export interface CompletionOrigin extends SignInOrigin {
  page: PageHeaders
}

/** The result of a sign-in or a refresh. */
export interface Grant extends Admitted, Pick<Standing, 'session' | 'position'> {
  refreshToken: string
}

export interface CompletingSignIns {
  fail: FailSignIn
  commands: SessionCommands
  refreshTokens: RefreshTokens
  admit: Admit
  requireRoom: RequireRoom
  signOut: SignOut
}

type Change = 'ended' | 'disabled' | 'suspended' | 'credential'

/** What changed between the proof and the session's start. Null: nothing that matters. */
const changeSince = ({ person }: Proven, admission: Admission): Change | null => {
  if ('refused' in admission) {
    const { refused } = admission
    if (refused === 'not-allowed') return 'disabled'
    return refused === 'suspended' ? 'suspended' : 'ended'
  }
  return admission.admitted.person.secretId === person.secretId ? null : 'credential'
}

/** The cause that the log gives for a refusal before the session starts. Whatever else went wrong is nobody's failed sign-in. */
const causesOfRefusal: Partial<Record<ErrorCode, RefusedSignIn['cause']>> = {
  blocked: 'suspended',
  'quota-reached': 'quota-reached',
  'client-unknown': 'not-allowed',
  'invalid-request': 'not-allowed',
  'origin-refused': 'not-allowed',
}

/** The cause that the log gives when something changed between the proof and the session's start. */
const refusedBecause: Record<Change, RefusedSignIn['cause']> = {
  ended: 'disabled',
  disabled: 'disabled',
  suspended: 'suspended',
  credential: 'wrong-password',
}

const refusedFor = (change: Change): CodedError =>
  change === 'suspended' ? tenantSuspended() : new CodedError('invalid-credentials')

/** Said only to somebody who has proved to be one of the tenant's people. */
const tenantSuspended = (): CodedError =>
  new CodedError('blocked', {
    detail: 'This organisation is suspended: nobody can sign in to it. Ask whoever runs this server.',
  })

/** Ends a session that is in the log already but whose token nobody will get. */
const withdrawal = ({ commands }: Pick<CompletingSignIns, 'commands'>, tenantId: string, correlationId: string) => {
  const origin = { tenantId, actor: { kind: 'system', id: 'sign-in' } as const, correlationId, context: null }
  const silent = { reason: null, message: null, ticket: null, operationId: null }
  return {
    /** For a store or tail that does not answer: the sign-in fails, and the person may try again. */
    abandon: ({ session }: Standing) => commands.logOut(session.sessionId, { by: 'client' }, origin),
    /** For a change since the proof. The drain records a wide ending in the session, with the ending's own message. */
    async because(change: Change, { session }: Standing) {
      if (change !== 'ended') await commands.revoke(session.sessionId, { cause: change, ...silent }, origin)
    },
  }
}

const refusal = (
  { tenant, person }: Proven,
  { client }: WantedSession,
  cause: RefusedSignIn['cause'],
): RefusedSignIn => ({
  tenant,
  person,
  email: person.email,
  client,
  cause,
})

/**
 * Starts a session for a person who has proved their identity, and makes its tokens. Client, transport and page are
 * checked only after the proof, so that their refusals reveal to no stranger whether a tenant exists.
 * @throws CodedError invalid-credentials, blocked, quota-reached, client-unknown, invalid-request, origin-refused, busy, store-unavailable
 */
export const completeSignIn = (completing: CompletingSignIns) => {
  const { fail, commands, refreshTokens, admit, requireRoom, signOut } = completing

  const allow = async (proven: Proven, wanted: WantedSession, origin: CompletionOrigin): Promise<Client> => {
    try {
      if (proven.tenant.suspension !== null) throw tenantSuspended()
      await requireRoom(proven.tenant, proven.person)
      const client = requireClient(proven.tenant, wanted.client)
      refuseForeignPage(client, origin.page)
      return { ...client, transport: chooseTransport(client, wanted.transport, origin.page) }
    } catch (error) {
      const cause = error instanceof CodedError ? causesOfRefusal[error.code] : undefined
      if (cause !== undefined) await fail(refusal(proven, wanted, cause), origin)
      throw error
    }
  }

  const begin = async (proven: Proven, wanted: WantedSession, origin: CompletionOrigin): Promise<Standing> => {
    const { tenant, ...proof } = proven
    const { correlationId, context } = origin
    const client = await allow(proven, wanted, origin)
    const { remember: remembered, lifetime, startedAt, sessionId } = wanted
    return commands.start(
      {
        ...proof,
        client,
        policy: shortened(tenant.policy, client.lifetimes),
        remembered,
        lifetime,
        startedAt,
        sessionId,
      },
      {
        tenantId: tenant.tenantId,
        actor: origin.actor ?? { kind: 'user', id: proof.person.userId },
        correlationId,
        context: { ...context, clientId: client.clientId },
      },
    )
  }

  const endReplaced = async (
    { session }: Standing,
    { inPlaceOf }: WantedSession,
    { correlationId, context }: CompletionOrigin,
  ): Promise<void> => {
    if (session.transport !== 'cookie') return
    await signOut({ refreshTokens: inPlaceOf, accessToken: undefined }, 'replaced', { correlationId, context })
  }

  return async (proven: Proven, wanted: WantedSession, origin: CompletionOrigin): Promise<Grant> => {
    const standing = await begin(proven, wanted, origin)
    const { tenantId } = proven.tenant
    const withdraw = withdrawal(completing, tenantId, origin.correlationId)
    const orAbandon = <Answer>(step: Promise<Answer>): Promise<Answer> =>
      step.catch(async (error: unknown) => {
        await withdraw.abandon(standing).catch(() => undefined)
        throw error
      })
    const admission = await orAbandon(admit(tenantId, standing, standing.position))
    const change = changeSince(proven, admission)
    if (change === null && 'admitted' in admission) {
      await orAbandon(endReplaced(standing, wanted, origin))
      const refreshToken = await refreshTokens.currentOf(tenantId, standing.session)
      return { ...admission.admitted, ...standing, refreshToken }
    }
    const because = change ?? 'ended'
    await withdraw.because(because, standing)
    await fail(refusal(proven, wanted, refusedBecause[because]), origin)
    throw refusedFor(because)
  }
}
export type CompleteSignIn = ReturnType<typeof completeSignIn>
