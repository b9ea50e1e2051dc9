import type { Request } from 'express'
import { callerId, type Caller } from './caller.ts'
import type { Edge, LimitKeys } from './edge.ts'
import { cookiesOf, originOf } from './receive.ts'
import type { LimitClass, Route } from './route.ts'

const member = (value: unknown, field: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[field] : undefined

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)

const showsRefreshToken: ReadonlySet<LimitClass> = new Set(['refresh', 'signOut'])

/** A session has a share of its own, whether its access token says which it is or its refresh token. */
const sessionOf = (edge: Edge, route: Route, request: Request, caller: Caller | null, body: unknown) => {
  const shown = showsRefreshToken.has(route.limit) ? edge.refreshingSession(body, cookiesOf(request)) : null
  return shown ?? (caller !== null && 'sessionId' in caller ? caller : null)
}

/** What a call of this route may be counted by; only a refresh and a sign-out look at the refresh token. */
export const limitKeys = (
  edge: Edge,
  route: Route,
  request: Request,
  caller: Caller | null,
  body: unknown,
): LimitKeys => ({
  address: originOf(edge, request).ip,
  caller: caller === null ? null : { tenantId: caller.tenantId, id: callerId(caller) },
  claimedTenant: text(member(body, 'tenant')),
  claimedEmail: text(member(body, 'email')),
  claimedDevice: text(member(member(body, 'device'), 'id')),
  session: sessionOf(edge, route, request, caller, body),
})
