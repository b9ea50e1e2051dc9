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

/** Who then calls: nobody but people where no API key has the permission. */
export type CallerOf<Allowed extends Access> = Allowed extends 'public'
  ? Caller | null
  : Allowed extends PersonalPermission
    ? SignedInCaller
    : Caller

/**
 * Which limit counts the call. `signOut`: ends sessions of one's own; `ending`: ends others'. Neither shares a counter with
 * anything else: whatever a tenant or a person does, sessions can be ended.
 */
export type LimitClass = 'signIn' | 'refresh' | 'signOut' | 'ending' | 'command' | 'activity' | 'read' | 'none'

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
  /** Instead of a body: the same for everybody, compressed already; clients may keep it as long as it is unchanged. */
  stored?: StoredFile
  /** Sent in place of a body while it is made. Not kept for repeats: no route that heeds Idempotency-Key answers one. */
  stream?: Stream
  /** Sealed per tenant and sent as `Rollcall-Position`: what a read covers, or a command's last event. */
  position?: Position
  /** Whose position it is, where the call came without a caller: a sign-in or a refresh. */
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
  headers: { origin: string | undefined; rollcallClient: string | undefined; host: string | undefined }
  /** The bearer access token as sent, for logout (which takes expired ones). */
  bearer: string | undefined
  cookies: Readonly<Record<string, string | undefined>>
  /** Present where the caller sent an Idempotency-Key: ids for what the request makes, the same again for a repeat. */
  claim?: RequestClaim
  /** Of a sign-in: from a device or an address that the person has signed in with before. */
  isKnown: boolean
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
   * Reads a view: takes `?minPosition=` and answers `Rollcall-Position`. Callers take turns at it; at counting, which costs
   * more the more there is, in a line of their own.
   */
  readsView?: 'rows' | 'counts'
  /** Looks for sessions to end, in turns of its own. */
  turn?: 'endings'
  /** Decided by time: a process whose clock is wrong refuses it. */
  decidedByTime?: true
  /** May be called by whoever still has to change a one-time password. */
  beforePasswordChange?: true
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
