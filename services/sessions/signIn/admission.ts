import type { Position, RequestContext } from '#events/envelope.ts'
import type { KnownSession } from '#events/session/fold.ts'
import { isBlocked } from '#events/tenant/blocks.ts'
import { type KeptOutBy, keptOutBy } from '#events/tenant/policy/accessRules.ts'
import { isHeld } from '#events/user/hold.ts'
import { lastingUnder } from '#events/tenant/policy/judgeSessions.ts'
import { lifetimesFor } from '#events/tenant/policy/lifetimesFor.ts'
import type { LogTail } from '#services/feed/logTail.ts'
import type { Client, Directory, Person, Tenant } from '#services/ports/identity.ts'
import type { AccessMemory } from '../tokens/accessMemory.ts'
import { acrOf, amrOf } from '../tokens/amr.ts'
import type { AccessTokens } from '../tokens/accessToken.ts'
import { dueLapse, lapseOf } from '../commands/lapse.ts'
import { underRules } from '../commands/underRules.ts'
import type { ReadMoves } from '../endings/moveHistory.ts'
import type { Ending } from '../endings/moves.ts'
import type { RevocationIndex } from '../endings/revocationIndex.ts'
import { wideEnding } from '../endings/wideEnding.ts'
import { instant, type Clock } from '#services/ambient/clock.ts'
import type { Standing } from '../commands/sessionCommands.ts'

/** An access token for a session whose tenant and person still allow it. */
export interface Admitted {
  accessToken: string
  /** ISO 8601. */
  accessExpiresAt: string
  tenant: Tenant
  person: Person
}
/**
 * `refused`: how the session ended meanwhile, or that nobody may be signed in to the tenant (`suspended`), that the person is
 * held (`held`) or this way in blocked (`blocked`) or kept out by the tenant's rules (`country`, `network`, `range`), or that person or
 * application may not sign in any more (`not-allowed`).
 */
export type Admission =
  { admitted: Admitted } | { refused: Ending | 'suspended' | 'held' | 'blocked' | KeptOutBy | 'not-allowed' }

export type Admit = (
  tenantId: string,
  standing: Standing,
  /** `context`: of the request that asks. `asOf`: what it may depend on. */
  request: { context: RequestContext; asOf: Position },
) => Promise<Admission>

export interface Admitting {
  clock: Clock
  tail: Pick<LogTail, 'waitFor'>
  index: RevocationIndex
  readMoves: ReadMoves
  directory: Pick<Directory, 'tenant' | 'person'>
  accessTokens: Pick<AccessTokens, 'issue'>
  memory: Pick<AccessMemory, 'learn'>
}

interface Allowed extends Pick<Admitted, 'tenant' | 'person'> {
  client: Client
  /** When the session ends unless it is used, ISO 8601. */
  endsAt: string
}

const maySignIn = ({ disabled, forgotten, roles }: Person): boolean => !disabled && !forgotten && roles.length > 0

const seconds = (instant: string): number => Math.floor(Date.parse(instant) / 1000)

/** How the tenant's rules have ended a session, which was refreshed by a process that had not heard of them. Null: they let it go on. */
const endingByRules = (ruled: KnownSession, { rulesSince }: Tenant, at: string): Ending | null => {
  const lapse = lapseOf(ruled, at)
  if (lapse === null) return null
  const since = rulesSince.lifetimes?.at
  const isRuledOut = since !== undefined && lapse.expiredAt <= since
  return isRuledOut
    ? { cause: 'policy', message: null, endedAt: since }
    : { cause: lapse.kind, message: null, endedAt: lapse.expiredAt }
}

/**
 * The last check before tokens are given out. Endings of users and tenants, and their rules, stand in other streams and race with
 * sign-ins and refreshes. So it waits until this process's tail has applied `asOf` (the append's position, or the head
 * read after the request came), and then checks that tenant, person and session still allow the token.
 * @throws CodedError store-unavailable when the tail is stuck for 2 s
 */
export const admission = (admitting: Admitting): Admit => {
  const { clock, tail, index, readMoves, directory, accessTokens, memory } = admitting

  // Memory is enough: the tail has applied `asOf` before it is asked.
  const wideEndingOf = wideEnding({ index, readMoves, isCurrent: () => true })

  const issue = ({ session }: Standing, { tenant, person, client, endsAt }: Allowed, gen: string) => {
    const { clientId, remembered } = session
    const whose = { roles: person.roles, clientId, remembered, own: client.lifetimes }
    const { accessSeconds } = lifetimesFor(tenant.policy, whose)
    const amr = amrOf(session.lastProof)
    const accessEnd = Math.floor(clock.now() / 1000) + accessSeconds
    return accessTokens.issue({
      aud: client.audience,
      sub: session.userId,
      client_id: session.clientId,
      tid: tenant.tenantId,
      sid: session.sessionId,
      exp: Math.min(accessEnd, seconds(endsAt)),
      auth_time: seconds(session.authTime),
      acr: acrOf(amr),
      amr,
      roles: [...person.roles],
      gen,
      ...(person.passwordTemporaryUntil === null ? {} : { must_change_password: true }),
      ...(session.stepUpRequiredSince === null ? {} : { must_reauthenticate: true }),
    })
  }

  return async (tenantId, standing, { context, asOf }) => {
    const { sessionId, userId } = standing.session
    await tail.waitFor(asOf)
    // Counted before the person is read: if a role changes in between, the token is outdated, but never has too many
    // rights.
    const gen = `${index.tenantMoves(tenantId).count}.${index.userMoves(userId).count}`
    const [tenant, person] = await Promise.all([directory.tenant(tenantId), directory.person(tenantId, userId)])
    const ending = (await wideEndingOf(tenantId, standing)) ?? index.endingOf(sessionId)
    if (ending !== undefined) return { refused: ending }
    const client = tenant?.clients.get(standing.session.clientId)
    if (tenant === null || client === undefined || person === null || !maySignIn(person))
      return { refused: 'not-allowed' }
    if (tenant.suspension !== null) return { refused: 'suspended' }
    const at = instant(clock)
    if (isHeld(person, at)) return { refused: 'held' }
    if (isBlocked(tenant.blocks, { ...context, clientId: client.clientId }, at)) return { refused: 'blocked' }
    const keptOut = keptOutBy(tenant.policy.access, context)
    if (keptOut !== null) return { refused: keptOut }
    const { session } = standing
    const ruled = underRules(session, lastingUnder(tenant.policy, session, person.roles))
    const ruledOut = endingByRules(ruled, tenant, at)
    if (ruledOut !== null) return { refused: ruledOut }
    const allowed = { tenant, person, client, endsAt: dueLapse(ruled).expiredAt }
    const { token, claims } = issue(standing, allowed, gen)
    memory.learn(token, claims)
    const accessExpiresAt = new Date(claims.exp * 1000).toISOString()
    return { admitted: { accessToken: token, accessExpiresAt, tenant, person } }
  }
}
