import type { RevocationCause } from '#events/session/events.ts'
import type { KeptOutBy } from '#events/tenant/policy/accessRules.ts'
import { policyWhen } from '#events/tenant/policy/keptSession.ts'
import { lifetimesFor } from '#events/tenant/policy/lifetimesFor.ts'
import { CodedError, type ErrorCode } from '#services/ports/errors.ts'
import type { Client } from '#services/ports/identity.ts'
import type { Admission, Admit, Admitted } from './admission.ts'
import { chooseTransport, refuseForeignPage, requireClient } from './clientRules.ts'
import type { FailSignIn, RefusedSignIn } from './failedSignIns.ts'
import type { Proven } from './proven.ts'
import type { RequireRoom } from './requireRoom.ts'
import type { RefreshTokens } from '../tokens/refreshTokens.ts'
import type { SignOut } from '../endings/signOut.ts'
import type { SessionCommands, Standing } from '../commands/sessionCommands.ts'
import { isLimited } from '../limits/limitsOfSignIn.ts'
import { type CapExceededBy, capReached } from '../limits/tenantCap.ts'
import type { MakeRoom, Room } from '../limits/makeRoom.ts'
import type { CompletionOrigin, WantedSession } from './wantedSession.ts'

/** The result of a sign-in or a refresh. */
export interface Grant extends Admitted, Pick<Standing, 'session' | 'position'> {
  refreshToken: string
}

interface Allowed {
  client: Client
  /** Null: no limit has to be kept. */
  room: Room | null
}
interface Begun extends Allowed {
  standing: Standing
}

export interface CompletingSignIns {
  fail: FailSignIn
  commands: SessionCommands
  refreshTokens: RefreshTokens
  admit: Admit
  requireRoom: RequireRoom
  capExceededBy: CapExceededBy
  makeRoom: MakeRoom
  signOut: SignOut
}

type Change = 'ended' | 'disabled' | 'hold' | 'block' | 'suspended' | 'credential' | KeptOutBy

/** What changed between the proof and the session's start. Null: nothing that matters. */
const changeSince = ({ person }: Proven, admission: Admission): Change | null => {
  if ('refused' in admission) {
    const { refused } = admission
    if (refused === 'not-allowed') return 'disabled'
    if (refused === 'held') return 'hold'
    if (refused === 'blocked') return 'block'
    return typeof refused === 'string' ? refused : 'ended'
  }
  const { secretId, adoptedFrom = null } = admission.admitted.person
  return secretId === person.secretId || (adoptedFrom !== null && adoptedFrom === person.secretId) ? null : 'credential'
}

/** The cause that the log gives for a refusal before the session starts. Whatever else went wrong is nobody's failed sign-in. */
const causesOfRefusal: Partial<Record<ErrorCode, RefusedSignIn['cause']>> = {
  blocked: 'suspended',
  'quota-reached': 'quota-reached',
  'session-limit': 'session-limit',
  'client-unknown': 'not-allowed',
  'invalid-request': 'not-allowed',
  'origin-refused': 'not-allowed',
}

/** The cause that the log gives when something changed between the proof and the session's start. */
const refusedBecause: Record<Change, RefusedSignIn['cause']> = {
  ended: 'disabled',
  disabled: 'disabled',
  hold: 'held',
  block: 'blocked',
  suspended: 'suspended',
  credential: 'wrong-password',
  country: 'country',
  network: 'network',
  range: 'range',
}
/** The cause with which the session ends that had begun. */
const causeOfEnding = (change: Exclude<Change, 'ended'>): RevocationCause =>
  change === 'country' || change === 'network' || change === 'range' ? 'policy' : change

/** A hold that ended the session before it was answered is told as one. */
const causeOfRefusal = (change: Change, admission: Admission): RefusedSignIn['cause'] => {
  if (change !== 'ended' || 'admitted' in admission || typeof admission.refused === 'string')
    return refusedBecause[change]
  return admission.refused.cause === 'hold' ? 'held' : refusedBecause.ended
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
    /** For one session more than the tenant may have. */
    beyondCap: ({ session }: Standing) => commands.revoke(session.sessionId, { cause: 'limit', ...silent }, origin),
    /** For a change since the proof. The drain records a wide ending in the session, with the ending's own message. */
    async because(change: Change, { session }: Standing) {
      if (change === 'ended') return
      await commands.revoke(session.sessionId, { cause: causeOfEnding(change), ...silent }, origin)
    },
  }
}

const refusal = (
  { tenant, person }: Pick<Proven, 'tenant' | 'person'>,
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
 * @throws CodedError invalid-credentials, blocked, quota-reached, session-limit, client-unknown, invalid-request, origin-refused,
 * busy, store-unavailable
 */
export const completeSignIn = (completing: CompletingSignIns) => {
  const { fail, commands, refreshTokens, admit, requireRoom, capExceededBy, makeRoom, signOut } = completing

  const allow = async (proven: Proven, wanted: WantedSession, origin: CompletionOrigin): Promise<Allowed> => {
    try {
      if (proven.tenant.suspension !== null) throw tenantSuspended()
      await requireRoom(proven.tenant, proven.person)
      const registered = requireClient(proven.tenant, wanted.client)
      refuseForeignPage(registered, origin.page)
      const client = { ...registered, transport: chooseTransport(registered, wanted.transport, origin.page) }
      return { client, room: await makeRoom(proven, wanted, { client, origin }) }
    } catch (error) {
      const cause = error instanceof CodedError ? causesOfRefusal[error.code] : undefined
      if (cause !== undefined) await fail(refusal(proven, wanted, cause), origin)
      throw error
    }
  }

  const begin = async (proven: Proven, wanted: WantedSession, origin: CompletionOrigin): Promise<Begun> => {
    const { tenant, ...proof } = proven
    const { correlationId, context } = origin
    const { client, room } = await allow(proven, wanted, origin)
    const { remember, lifetime, startedAt } = wanted
    const remembered = remember ?? false
    const { roles } = proof.person
    const whose = { roles, clientId: client.clientId, remembered, own: client.lifetimes }
    const policy = lifetimesFor(tenant.policy, whose)
    room?.requireKept()
    const standing = await commands.start(
      {
        ...proof,
        client,
        policy: policyWhen(policy, { remember, transport: client.transport }),
        remembered,
        lifetime,
        startedAt,
        sessionId: room?.sessionId ?? wanted.chosen?.sessionId ?? wanted.sessionId,
        isRepeatable: wanted.sessionId !== undefined,
      },
      {
        tenantId: tenant.tenantId,
        actor: origin.actor ?? { kind: 'user', id: proof.person.userId },
        correlationId,
        context: { ...context, clientId: client.clientId },
      },
    )
    return { standing, client, room }
  }

  /** The limit came into force while the session began: no slot was taken for it, and the next try takes one. */
  const refuseUnnoticed = async ({ client, room }: Begun, { tenant, person }: Admitted, origin: CompletionOrigin) => {
    if (room !== null || !isLimited(tenant, person, { client, origin })) return
    throw new CodedError('busy', { detail: 'The rules changed while you signed in. Try again.', retryAfterSeconds: 1 })
  }

  /** Others may have begun sessions at the same time. */
  const refuseBeyondCap = async (
    { standing }: Begun,
    { tenant, person }: Admitted,
    wanted: WantedSession,
    origin: CompletionOrigin,
  ): Promise<void> => {
    const cap = await capExceededBy(tenant, person, standing)
    if (cap === null) return
    await withdrawal(completing, tenant.tenantId, origin.correlationId).beyondCap(standing)
    await fail(refusal({ tenant, person }, wanted, 'session-limit'), origin)
    throw capReached(cap)
  }

  /** The rules may have changed between the proof and the start, and whoever carries the change out may not have seen the session. */
  const underPresentRules = async (
    { tenant: { policyVersion } }: Proven,
    { tenant }: Admitted,
    { session }: Standing,
    { correlationId, context }: CompletionOrigin,
  ): Promise<void> => {
    if (tenant.policyVersion === policyVersion) return
    const actor = { kind: 'user', id: session.userId } as const
    await commands.shorten(session.sessionId, { tenantId: tenant.tenantId, actor, correlationId, context })
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
    const begun = await begin(proven, wanted, origin)
    const { standing } = begun
    const { tenantId } = proven.tenant
    const withdraw = withdrawal(completing, tenantId, origin.correlationId)
    const orAbandon = <Answer>(step: Promise<Answer>): Promise<Answer> =>
      step.catch(async (error: unknown) => {
        await withdraw.abandon(standing).catch(() => undefined)
        throw error
      })
    const admission = await orAbandon(admit(tenantId, standing, { context: origin.context, asOf: standing.position }))
    const change = changeSince(proven, admission)
    if (change === null && 'admitted' in admission) {
      await orAbandon(refuseBeyondCap(begun, admission.admitted, wanted, origin))
      await orAbandon(refuseUnnoticed(begun, admission.admitted, origin))
      await orAbandon(underPresentRules(proven, admission.admitted, standing, origin))
      await orAbandon(endReplaced(standing, wanted, origin))
      const refreshToken = await refreshTokens.currentOf(tenantId, standing.session)
      return { ...admission.admitted, ...standing, refreshToken }
    }
    const because = change ?? 'ended'
    await withdraw.because(because, standing)
    await fail(refusal(proven, wanted, causeOfRefusal(because, admission)), origin)
    throw refusedFor(because)
  }
}
export type CompleteSignIn = ReturnType<typeof completeSignIn>
