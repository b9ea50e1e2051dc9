import { timingSafeEqual } from 'node:crypto'
import { parseCookie } from 'cookie'
import type { Request } from 'express'
import type { RequestContext } from '#events/envelope.ts'
import type { RequestClaim } from '#services/ports/requestClaim.ts'
import { clientOf, type Caller } from './caller.ts'
import type { Cookies, Edge } from './edge.ts'
import type { ParsedInput } from './parseInput.ts'
import type { RouteRequest } from './route.ts'

const isKey = (given: string | undefined, expected: string | null): boolean => {
  if (given === undefined || expected === null) return false
  const [one, other] = [Buffer.from(given), Buffer.from(expected)]
  return one.length === other.length && timingSafeEqual(one, other)
}

/** Where a request came from. Only the demo's simulator may name the address itself, with the key of this boot. */
export const originOf = (edge: Edge, request: Request): { ip: string | null; simulated: boolean } => {
  const simulated = isKey(request.get('rollcall-simulated'), edge.simulatedKey)
  const given = simulated ? request.get('rollcall-simulated-address') : undefined
  if (given !== undefined) return { ip: given, simulated }
  const connection = { remoteAddress: request.socket.remoteAddress, forwardedFor: request.get('x-forwarded-for') }
  return { ip: edge.clientAddress(connection), simulated }
}

export const cookiesOf = (request: Request): Cookies => parseCookie(request.get('cookie') ?? '')

const contextOf = (edge: Edge, request: Request, caller: Caller | null): RequestContext =>
  edge.buildContext({
    ...originOf(edge, request),
    userAgent: request.get('user-agent')?.slice(0, 1000) ?? null,
    hints: {
      brands: request.get('sec-ch-ua'),
      platform: request.get('sec-ch-ua-platform'),
      platformVersion: request.get('sec-ch-ua-platform-version'),
    },
    clientId: caller === null ? null : clientOf(caller),
  })

/** Makes what a handler is given. What most handlers do not ask for is made on first use. */
export const receive = (
  edge: Edge,
  request: Request,
  correlationId: string,
  caller: Caller | null,
  input: ParsedInput,
  { claim, isKnown, bearer }: { claim: RequestClaim | undefined; isKnown: boolean; bearer: string | undefined },
): RouteRequest<unknown, unknown, unknown, Caller | null> => {
  const receivedAt = edge.ambient.clock.now()
  let context: RequestContext | undefined
  return {
    caller,
    ...input,
    ...(claim === undefined ? {} : { claim }),
    isKnown,
    get context() {
      context ??= contextOf(edge, request, caller)
      return context
    },
    correlationId,
    get at() {
      return new Date(receivedAt).toISOString()
    },
    get headers() {
      return {
        origin: request.get('origin'),
        rollcallClient: request.get('rollcall-client'),
        host: request.get('host'),
      }
    },
    bearer,
    get cookies() {
      return cookiesOf(request)
    },
  }
}
