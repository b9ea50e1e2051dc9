import type { z } from 'zod'
import type { Position, RequestContext } from '#events/envelope.ts'
import type { Permission, PersonalPermission } from '#events/permissions.ts'
import type { ErrorCode } from '#services/ports/errors.ts'
import type { RequestClaim } from '#services/ports/requestClaim.ts'
import type { Caller, SignedInCaller } from './caller.ts'
import type { StoredFile } from './storedFile.ts'
import type { BodyFormat } from './readBody.ts'
import type { Stream } from './stream.ts'

/** What a caller must be permitted; `public`: no credential needed. */
export type Access = 'public' | Permission

/** The callers a route can get: only signed-in people where no API key can have the permission. */
export type CallerOf<Allowed extends Access> = Allowed extends 'public'
  ? Caller | null
  : Allowed extends PersonalPermission
    ? SignedInCaller
    : Caller

/**
 * Which limit counts the call. `secondFactor`: goes on with a sign-in whose password was right. `mail`: has somebody written to who did not ask. `key`: an application's server calls for many people with its API key; `keyEnding`: to end their sessions. `signOut`: ends the caller's own sessions; `ending`: ends other people's. None of these shares a counter
 * with other calls, so that sessions can be ended whatever else a tenant or a person does.
 */
export type LimitClass =
  | 'signIn'
  | 'secondFactor'
  | 'refresh'
  | 'signOut'
  | 'ending'
  | 'command'
  | 'activity'
  | 'read'
  | 'key'
  | 'keyEnding'
  | 'mail'
  | 'none'

export interface Cookie {
  name: string
  value: string
  /** Seconds; absent: until the browser closes; 0 clears. */
  maxAgeSeconds?: number
}

/** What a handler answers; the edge turns it into HTTP. */
export interface Answer<Body = unknown> {
  status: number
  /** Sent as JSON. */
  body?: Body
  /** Sent instead of a body: the same for everybody and already compressed. Clients may cache it until it changes. */
  stored?: StoredFile
  /** Sent instead of a body, while it is made. It cannot be kept for repeats, so no route with Idempotency-Key may answer one. */
  stream?: Stream
  /** Sealed per tenant and sent as `Rollcall-Position`: how far a read covers the log, or where a command's last event is. */
  position?: Position
  /** The tenant of `position` where the call has no caller: a sign-in or a refresh. */
  tenantId?: string
  cookies?: Cookie[]
  headers?: Record<string, string>
}

/** What a handler is given: everything parsed, nothing of express. */
export interface RouteRequest<Params = unknown, Query = unknown, Body = unknown, Who = Caller> {
  caller: Who
  params: Params
  query: Query
  body: Body
  context: RequestContext
  correlationId: string
  /** ISO 8601, the moment the request came. */
  at: string
  /** Lower-case header names; only those a handler may read. */
  headers: {
    origin: string | undefined
    rollcallClient: string | undefined
    host: string | undefined
    /** Where a reader of Server-Sent Events goes on. */
    lastEventId: string | undefined
    /** The version that a change was decided on. */
    ifMatch: string | undefined
  }
  /** The bearer access token as sent, for logout (which takes expired ones). */
  bearer: string | undefined
  cookies: Readonly<Record<string, string | undefined>>
  /** Present where the caller sent an Idempotency-Key: ids for what the request makes, the same again for a repeat. */
  claim?: RequestClaim
  /** For a sign-in: it comes from a device or an address that the person has signed in with before. */
  isKnown: boolean
  /**
   * For a route of which only a part is sensitive: lets the caller do that part.
   * @throws CodedError reauthentication-required
   */
  requireRecentProof: () => Promise<void>
}

type Shape<Schema> = Schema extends z.ZodType ? z.infer<Schema> : undefined

export interface RouteDefinition<
  Params extends z.ZodObject | undefined = z.ZodObject | undefined,
  Query extends z.ZodObject | undefined = z.ZodObject | undefined,
  Body extends z.ZodType | undefined = z.ZodType | undefined,
  Allowed extends Access = Access,
> {
  /** OpenAPI operation id, e.g. `listSessions`; the route's name in the role table too. */
  id: string
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** OpenAPI path, e.g. `/v1/sessions/{sessionId}`. */
  path: string
  tag: string
  summary: string
  access: Allowed
  limit: LimitClass
  /** Honours `Idempotency-Key`. */
  idempotent?: true
  /**
   * The route reads a view: it takes `?minPosition=` and answers `Rollcall-Position`. Callers take turns. Counts have turns of
   * their own, because a count costs more the more rows there are.
   */
  readsView?: 'rows' | 'counts'
  /** The route looks for sessions to end. Callers take turns at that, apart from reads of views. */
  turn?: 'endings'
  /** The outcome depends on the time, so a process whose clock is wrong refuses the call. */
  decidedByTime?: true
  /** A person who still has to change a one-time password, or to prove anew who they are, may call the route. */
  beforePasswordChange?: true
  /**
   * The route is sensitive: a person whose last proof of who they are is older than policy allows is asked for one first.
   * `in-part`: the handler asks, where what is wanted is sensitive.
   */
  reauthenticate?: true | 'in-part'
  params?: Params
  query?: Query
  body?: Body
  /** How the body is sent; JSON where nothing is said. */
  bodyFormat?: BodyFormat
  answers: Record<number, { description: string; schema?: z.ZodType; contentType?: string }>
  errors: readonly ErrorCode[]
  handle: (request: RouteRequest<Shape<Params>, Shape<Query>, Shape<Body>, CallerOf<Allowed>>) => Promise<Answer>
}

/** A route whose types have been checked; what the app and the OpenAPI document are made of. */
export type Route = RouteDefinition

/** Infers a route's types from its schemas. */
export const defineRoute = <
  const Allowed extends Access,
  Params extends z.ZodObject | undefined = undefined,
  Query extends z.ZodObject | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
>(
  route: RouteDefinition<Params, Query, Body, Allowed>,
): Route => route
