import { CodedError } from '#services/ports/errors.ts'
import type { Client } from '#services/ports/identity.ts'
import type { Admission, Admit, Admitted } from './admission.ts'
import { chooseTransport, refuseForeignPage, requireClient, type PageHeaders } from './clientRules.ts'
import type { Attempted, AttemptOrigin, FailSignIn, ProveByPassword, Proven } from './passwordProof.ts'
import type { RefreshTokens } from '../tokens/refreshTokens.ts'
import type { SessionCommands, SignedIn, Standing } from '../commands/sessionCommands.ts'

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

type Change = 'ended' | 'disabled' | 'credential'

/** What became of tenant and person between the proof and the session's start; null: nothing. */
const changeSince = (proven: Proven, admission: Admission): Change | null => {
  if ('refused' in admission) return admission.refused === 'not-allowed' ? 'disabled' : 'ended'
  return admission.admitted.person.secretId === proven.person.secretId ? null : 'credential'
}

/** A session that stands in the log although nobody will ever hold a token of it ends again. */
const withdrawal = ({ commands }: Pick<SigningIn, 'commands'>, tenantId: string, correlationId: string) => {
  const origin = { tenantId, actor: { kind: 'system', id: 'sign-in' } as const, correlationId, context: null }
  const silent = { reason: null, message: null, ticket: null, operationId: null }
  return {
    /** The tail is stuck, so no answer goes out. The person may try again. */
    abandon: ({ session }: Standing) => commands.logOut(session.sessionId, { by: 'client' }, origin),
    /** An ending of everything of the person is carried into the session by the drain, with its own words. */
    async because(change: Change, { session }: Standing) {
      if (change !== 'ended') await commands.revoke(session.sessionId, { cause: change, ...silent }, origin)
    },
  }
}

/**
 * Signs a person in with a password. Client, transport and origin are looked at only after the password held, so that
 * nobody learns from a refusal whether a tenant exists.
 * @throws CodedError invalid-credentials, client-unknown, invalid-request, origin-refused, busy, store-unavailable
 */
export const signIn = (signingIn: SigningIn) => {
  const { prove, fail, commands, refreshTokens, admit } = signingIn

  const allow = async (request: SignIn, origin: SignInOrigin, proven: Proven): Promise<SignedIn['client']> => {
    try {
      const client = requireClient(proven.tenant, request.client)
      refuseForeignPage(client, origin.page)
      return { clientId: client.clientId, transport: chooseTransport(client, request.transport, origin.page) }
    } catch (error) {
      await fail(request, origin, { ...proven, cause: 'not-allowed' })
      throw error
    }
  }

  const begin = async (request: SignIn, origin: SignInOrigin, proven: Proven) => {
    const { tenant, person } = proven
    const { correlationId, context } = origin
    const client = await allow(request, origin, proven)
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
    const standing = await begin(request, origin, proven)
    const { tenantId } = proven.tenant
    const withdraw = withdrawal(signingIn, tenantId, origin.correlationId)
    const admission = await admit(tenantId, standing, standing.position).catch(async (error: unknown) => {
      await withdraw.abandon(standing).catch(() => undefined)
      throw error
    })
    const change = changeSince(proven, admission)
    if (change === null && 'admitted' in admission) {
      const refreshToken = await refreshTokens.currentOf(tenantId, standing.session)
      return { ...admission.admitted, ...standing, refreshToken }
    }
    await withdraw.because(change ?? 'ended', standing)
    await fail(request, origin, { ...proven, cause: change === 'credential' ? 'wrong-password' : 'disabled' })
    throw new CodedError('invalid-credentials')
  }
}
export type SignInWithPassword = ReturnType<typeof signIn>
