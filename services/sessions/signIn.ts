import { CodedError } from '#services/errors.ts'
import type { Client } from '#services/identity.ts'
import type { Admission, Admit, Admitted } from './admission.ts'
import { requireClient, requireOwnPage, requireTransport, type PageHeaders } from './clientRules.ts'
import type { Attempted, AttemptOrigin, FailSignIn, ProveByPassword, Proven } from './passwordProof.ts'
import type { RefreshTokens } from './refreshTokens.ts'
import type { SessionCommands, SignedIn, Standing } from './sessionCommands.ts'

export interface SignIn extends Attempted {
  remember: boolean
  transport?: Client['transport'] | undefined
  lifetime?: SignedIn['lifetime']
}
export interface SignInOrigin extends AttemptOrigin {
  page: PageHeaders
}

/** What a sign-in or a refresh amounts to. */
export interface Grant extends Admitted, Pick<Standing, 'session' | 'position'> {
  refreshToken: string
}

export interface SigningIn {
  prove: ProveByPassword
  fail: FailSignIn
  commands: SessionCommands
  refreshTokens: RefreshTokens
  admit: Admit
}

/** What became of tenant and person between the proof and the session's start. */
const changeSince = (proven: Proven, admission: Admission): 'ended' | 'disabled' | 'credential' | null => {
  if ('refused' in admission) return admission.refused === 'not-allowed' ? 'disabled' : 'ended'
  return admission.admitted.person.secretId === proven.person.secretId ? null : 'credential'
}

/**
 * Signs a person in with a password. Client, transport and origin are looked at only after the password held, so that
 * nobody learns from a refusal whether a tenant exists.
 * @throws CodedError invalid-credentials, client-unknown, invalid-request, origin-refused, busy, store-unavailable
 */
export const signIn = ({ prove, fail, commands, refreshTokens, admit }: SigningIn) => {
  const requireAllowed = async (request: SignIn, origin: SignInOrigin, proven: Proven): Promise<Client> => {
    try {
      const client = requireClient(proven.tenant, request.client)
      requireTransport(client, request.transport)
      requireOwnPage(client, origin.page)
      return client
    } catch (error) {
      await fail(request, origin, { ...proven, cause: 'not-allowed' })
      throw error
    }
  }

  /** The session stands in the log, but nobody will ever hold a token of it. A wide ending is written by the drain. */
  const withdraw = async (
    tenantId: string,
    { session }: Standing,
    cause: 'disabled' | 'credential',
    correlationId: string,
  ) => {
    const silent = { reason: null, message: null, ticket: null, operationId: null }
    const actor = { kind: 'system', id: 'sign-in' } as const
    await commands.revoke(session.sessionId, { cause, ...silent }, { tenantId, actor, correlationId, context: null })
  }

  const admitOrWithdraw = async (tenantId: string, standing: Standing, correlationId: string): Promise<Admission> => {
    try {
      return await admit(tenantId, standing, standing.position)
    } catch (error) {
      await withdraw(tenantId, standing, 'credential', correlationId).catch(() => undefined)
      throw error
    }
  }

  const begin = (
    request: SignIn,
    { correlationId, context }: SignInOrigin,
    client: Client,
    { tenant, person }: Proven,
  ) => {
    const { remember: remembered, lifetime } = request
    return commands.start(
      { person, client, policy: tenant.policy, methods: ['pwd'], remembered, lifetime },
      {
        tenantId: tenant.tenantId,
        actor: { kind: 'user', id: person.userId },
        correlationId,
        context: { ...context, clientId: client.clientId },
      },
    )
  }

  return async (request: SignIn, origin: SignInOrigin): Promise<Grant> => {
    const proven = await prove(request, origin)
    const client = await requireAllowed(request, origin, proven)
    const { tenantId } = proven.tenant
    const standing = await begin(request, origin, client, proven)
    const admission = await admitOrWithdraw(tenantId, standing, origin.correlationId)
    const change = changeSince(proven, admission)
    if (change === null && 'admitted' in admission)
      return {
        ...admission.admitted,
        ...standing,
        refreshToken: await refreshTokens.currentOf(tenantId, standing.session),
      }
    if (change === 'disabled' || change === 'credential')
      await withdraw(tenantId, standing, change, origin.correlationId)
    await fail(request, origin, { ...proven, cause: change === 'credential' ? 'wrong-password' : 'disabled' })
    throw new CodedError('invalid-credentials')
  }
}
export type SignInWithPassword = ReturnType<typeof signIn>
