import type { Request } from 'express'
import { callerId, type Caller } from './caller.ts'
import type { Edge, LimitKeys } from './edge.ts'
import { cookiesOf, originOf } from './receive.ts'
import type { LimitClass, Route } from './route.ts'

const member = (value: unknown, field: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[field] : undefined

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)

const showsRefreshToken: ReadonlySet<LimitClass> = new Set(['refresh', 'signOut'])

/** Each session has a counter of its own. The refresh token or else the access token says which session it is. */
const sessionOf = (edge: Edge, route: Route, request: Request, caller: Caller | null, body: unknown) => {
  const shown = showsRefreshToken.has(route.limit) ? edge.refreshingSession(body, cookiesOf(request)) : null
  return shown ?? (caller !== null && 'sessionId' in caller ? caller : null)
}

/** The keys by which limits may count this call. Only a refresh and a sign-out read the refresh token. */
export const limitKeys = (
  edge: Edge,
  route: Route,
  request: Request,
  caller: Caller | null,
  body: unknown,
): LimitKeys => ({
  get address() {
    return originOf(edge, request).ip
  },
  caller: caller === null ? null : { tenantId: caller.tenantId, id: callerId(caller) },
  claimedTenant: text(member(body, 'tenant')),
  claimedEmail: text(member(body, 'email')),
  claimedDevice: text(member(member(body, 'device'), 'id')),
  session: sessionOf(edge, route, request, caller, body),
})
