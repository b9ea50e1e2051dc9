import type { Request } from 'express'
import type { Caller } from './caller.ts'
import type { Edge, LimitKeys } from './edge.ts'
import { cookiesOf, originOf } from './receive.ts'
import type { LimitClass, Route } from './route.ts'

const member = (value: unknown, field: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[field] : undefined

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)

const showsRefreshToken: ReadonlySet<LimitClass> = new Set(['refresh', 'signOut'])

/** What a call of this route may be counted by; only a refresh and a sign-out look at the refresh token. */
export const limitKeys = (
  edge: Edge,
  route: Route,
  request: Request,
  caller: Caller | null,
  body: unknown,
): LimitKeys => ({
  address: originOf(edge, request).ip,
  caller,
  claimedTenant: text(member(body, 'tenant')),
  claimedEmail: text(member(body, 'email')),
  claimedDevice: text(member(member(body, 'device'), 'id')),
  session: showsRefreshToken.has(route.limit) ? edge.refreshingSession(body, cookiesOf(request)) : null,
})
