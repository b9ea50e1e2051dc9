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

/** An address is looked for only where a limit counts by it. A class, as in receive.ts. */
class CallKeys implements LimitKeys {
  readonly caller: LimitKeys['caller']
  readonly claimedTenant: string | null
  readonly claimedEmail: string | null
  readonly claimedDevice: string | null
  readonly triesCode: boolean
  readonly session: LimitKeys['session']
  readonly #edge: Edge
  readonly #request: Request

  constructor(edge: Edge, route: Route, request: Request, caller: Caller | null, body: unknown) {
    this.caller = caller === null ? null : { tenantId: caller.tenantId, id: callerId(caller) }
    // Whoever goes on with a sign-in is counted by what was typed at its beginning.
    const waiting = route.limit === 'secondFactor' ? edge.waitingSignIn(body) : null
    this.claimedTenant = waiting?.tenant ?? text(member(body, 'tenant'))
    this.claimedEmail = waiting?.email ?? text(member(body, 'email'))
    this.claimedDevice = waiting === null ? text(member(member(body, 'device'), 'id')) : waiting.device
    this.triesCode = waiting !== null && member(body, 'method') === 'totp'
    this.session = sessionOf(edge, route, request, caller, body)
    this.#edge = edge
    this.#request = request
  }
  get address(): string | null {
    return originOf(this.#edge, this.#request).ip
  }
}

/** The keys by which limits may count this call. Only a refresh and a sign-out read the refresh token. */
export const limitKeys = (
  edge: Edge,
  route: Route,
  request: Request,
  caller: Caller | null,
  body: unknown,
): LimitKeys => new CallKeys(edge, route, request, caller, body)
