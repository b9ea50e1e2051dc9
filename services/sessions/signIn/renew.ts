import type { RequestContext } from '#events/envelope.ts'
import { isBlocked } from '#events/tenant/blocks.ts'
import { type KeptOutBy, keptOutBy } from '#events/tenant/policy/accessRules.ts'
import type { KnownSession } from '#events/session/fold.ts'
import { instant, type Clock } from '#services/ambient/clock.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import type { Client, Directory, Tenant } from '#services/ports/identity.ts'
import type { Admit } from './admission.ts'
import { refuseForeignPage, requireOwnPage, type PageHeaders } from './clientRules.ts'
import { type DescribeEnding, endingOf } from '../endings/endingOf.ts'
import type { Refusals } from '../endings/refusals.ts'
import type { AuthenticToken, RefreshTokens } from '../tokens/refreshTokens.ts'
import type { RefreshOutcome } from '../commands/decideRefresh.ts'
import type { Handled, SessionCommands } from '../commands/sessionCommands.ts'
import type { Grant } from './completeSignIn.ts'

export interface Renewal {
  refreshToken: string
  /** How the token was sent. `cookieOf`: the tenant and client of its cookie, null for a token in the body. */
  transport: KnownSession['transport']
  cookieOf: { tenantId: string; clientId: string } | null
  attempt: string | null
  /** False: a timer asks, not a person. */
  active: boolean
}
interface Trace {
  correlationId: string
  context: RequestContext
}
export interface RenewalOrigin extends Trace {
  page: PageHeaders
}

export interface Renewing {
  clock: Clock
  store: Pick<EventStore, 'head'>
  directory: Pick<Directory, 'tenant'>
  commands: Pick<SessionCommands, 'refresh' | 'revoke'>
  refreshTokens: RefreshTokens
  admit: Admit
  refusals: Refusals
  describe: DescribeEnding
  /** Called when a parent token gets its successor again. */
  onRepeated: () => void
}

type Refreshed = Handled<RefreshOutcome | 'gone' | 'alreadyEnded'>
interface Presented {
  token: AuthenticToken
  tenant: Tenant
  client: Client
}

const invalid = () => new CodedError('refresh-invalid')

/**
 * Exchanges a refresh token for its successor and a new access token.
 * @throws CodedError refresh-invalid, refresh-reused, session-ended, origin-refused, busy, store-unavailable
 */
export const renew = (renewing: Renewing) => {
  const { clock, store, directory, commands, refreshTokens, admit, refusals, describe } = renewing

  const present = async ({ refreshToken, transport, cookieOf }: Renewal, page: PageHeaders): Promise<Presented> => {
    const token = await refreshTokens.authenticate(refreshToken)
    if (token === null || (cookieOf !== null && cookieOf.tenantId !== token.tenantId)) throw invalid()
    const tenant = await directory.tenant(token.tenantId)
    const client = tenant?.clients.get(cookieOf?.clientId ?? token.clientId)
    if (tenant === null || client === undefined) throw invalid()
    if (transport === 'cookie') requireOwnPage(client, page)
    else refuseForeignPage(client, page)
    return { token, tenant, client }
  }

  const refuseEnded = async (token: AuthenticToken, { session }: Refreshed, trace: Trace): Promise<never> => {
    const ending = session.status === 'absent' ? null : endingOf(session, instant(clock))
    if (ending === null) throw invalid()
    refusals.endedSessionUsed(token, 'refresh', trace)
    await refusals.refreshRefused(token, 'session-ended', trace)
    throw await describe(token, ending)
  }

  /** Person or tenant may not be signed in any more, so the session ends together with the refusal. */
  const endDisallowed = async (
    token: AuthenticToken,
    cause: 'disabled' | 'hold' | 'block' | 'suspended',
    trace: Trace,
  ): Promise<never> => {
    await refusals.refreshRefused(token, cause === 'block' ? 'blocked' : 'not-allowed', trace)
    const { at } = await commands.revoke(
      token.sessionId,
      { cause, reason: null, message: null, ticket: null, operationId: null },
      { tenantId: token.tenantId, actor: { kind: 'system', id: 'refresh' }, ...trace },
    )
    throw await describe(token, { cause, message: null, endedAt: at })
  }

  /** Whoever is blocked is not told so, and the session ends: its token is in hands that were to be kept out. */
  const endBlocked = async (token: AuthenticToken, trace: Trace): Promise<never> => {
    await endDisallowed(token, 'block', trace).catch((error: unknown) => {
      if (!(error instanceof CodedError) || error.code !== 'session-ended') throw error
    })
    throw invalid()
  }

  /** Told to nobody either: the tenant's rules let no one in from there. */
  const endKeptOut = async (token: AuthenticToken, by: KeptOutBy, trace: Trace): Promise<never> => {
    await refusals.refreshRefused(token, by, trace)
    await commands.revoke(
      token.sessionId,
      { cause: 'policy', reason: null, message: null, ticket: null, operationId: null },
      { tenantId: token.tenantId, actor: { kind: 'policy', id: 'access' }, ...trace },
    )
    throw invalid()
  }

  const grant = async (token: AuthenticToken, handled: Refreshed, trace: Trace): Promise<Grant> => {
    const { session, startedPosition, position } = handled
    if (session.status === 'absent') throw invalid()
    const asOf = handled.events.length > 0 ? position : await store.head()
    const admission = await admit(
      token.tenantId,
      { session, startedPosition, position },
      { context: trace.context, asOf },
    )
    if ('admitted' in admission)
      return {
        ...admission.admitted,
        session,
        position,
        refreshToken: await refreshTokens.currentOf(token.tenantId, session),
      }
    if (admission.refused === 'not-allowed') return endDisallowed(token, 'disabled', trace)
    if (admission.refused === 'held') return endDisallowed(token, 'hold', trace)
    if (admission.refused === 'blocked') return endBlocked(token, trace)
    if (admission.refused === 'country' || admission.refused === 'network' || admission.refused === 'range')
      return endKeptOut(token, admission.refused, trace)
    if (admission.refused === 'suspended') return endDisallowed(token, 'suspended', trace)
    await refusals.refreshRefused(token, 'session-ended', trace)
    throw await describe(token, admission.refused)
  }

  const answer = async (token: AuthenticToken, handled: Refreshed, trace: Trace): Promise<Grant> => {
    switch (handled.outcome) {
      case 'repeated':
        renewing.onRepeated()
        return grant(token, handled, trace)
      case 'advanced':
        return grant(token, handled, trace)
      case 'otherDevice':
        await refusals.refreshRefused(token, 'other-device', trace)
        throw invalid()
      case 'mismatched':
        await refusals.refreshRefused(token, 'client-mismatch', trace)
        throw invalid()
      case 'reused':
        throw await describe(token, { cause: 'reuse', message: null, endedAt: handled.at }, 'refresh-reused')
      case 'unbound':
        await refusals.refreshRefused(token, 'session-ended', trace)
        throw await describe(token, { cause: 'binding', message: null, endedAt: handled.at })
      case 'alreadyEnded':
        return refuseEnded(token, handled, trace)
      case 'invalid':
      case 'gone':
        throw invalid()
    }
  }

  return async (renewal: Renewal, origin: RenewalOrigin): Promise<Grant> => {
    const { token, tenant, client } = await present(renewal, origin.page)
    const { correlationId } = origin
    const context = { ...origin.context, clientId: client.clientId }
    const { tenantId, userId } = token
    if (isBlocked(tenant.blocks, context, instant(clock))) return endBlocked(token, { correlationId, context })
    const keptOut = keptOutBy(tenant.policy.access, context)
    if (keptOut !== null) return endKeptOut(token, keptOut, { correlationId, context })
    const handled = await commands.refresh(
      token,
      {
        attempt: renewal.attempt,
        active: renewal.active,
        clientId: renewal.cookieOf?.clientId ?? null,
        transport: renewal.transport,
        graceSeconds: tenant.policy.lifetimes.graceSeconds,
        binding: tenant.policy.binding,
      },
      { tenantId, actor: { kind: 'user', id: userId }, correlationId, context },
    )
    return answer(token, handled, { correlationId, context })
  }
}
export type Renew = ReturnType<typeof renew>
