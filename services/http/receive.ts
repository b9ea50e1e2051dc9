import { timingSafeEqual } from 'node:crypto'
import { parseCookie } from 'cookie'
import type { Request } from 'express'
import type { RequestContext } from '#events/envelope.ts'
import type { RequestClaim } from '#services/ports/requestClaim.ts'
import { requireProof } from './authorise.ts'
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

/** What is known of a request when its handler is called. */
export interface Received extends ParsedInput {
  caller: Caller | null
  correlationId: string
  claim: RequestClaim | undefined
  isKnown: boolean
  bearer: string | undefined
}

/**
 * What most handlers do not ask for is made on first use. The getters are of a class, for V8 gives an object with getters of its own
 * a hidden class of its own, which keeps them, and the whole request with them, until all garbage is collected.
 */
class ReceivedRequest implements RouteRequest<unknown, unknown, unknown, Caller | null> {
  readonly caller: Caller | null
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
  readonly correlationId: string
  readonly claim?: RequestClaim
  readonly isKnown: boolean
  readonly bearer: string | undefined
  readonly #edge: Edge
  readonly #request: Request
  readonly #receivedAt: number
  #context: RequestContext | undefined

  constructor(edge: Edge, request: Request, { caller, params, query, body, ...known }: Received) {
    this.caller = caller
    this.params = params
    this.query = query
    this.body = body
    this.correlationId = known.correlationId
    if (known.claim !== undefined) this.claim = known.claim
    this.isKnown = known.isKnown
    this.bearer = known.bearer
    this.#edge = edge
    this.#request = request
    this.#receivedAt = edge.ambient.clock.now()
  }
  get context(): RequestContext {
    this.#context ??= contextOf(this.#edge, this.#request, this.caller)
    return this.#context
  }
  get at(): string {
    return new Date(this.#receivedAt).toISOString()
  }
  get headers(): RouteRequest['headers'] {
    return {
      origin: this.#request.get('origin'),
      rollcallClient: this.#request.get('rollcall-client'),
      host: this.#request.get('host'),
      lastEventId: this.#request.get('last-event-id'),
      ifMatch: this.#request.get('if-match'),
    }
  }
  get cookies(): Cookies {
    return cookiesOf(this.#request)
  }
  requireRecentProof(): Promise<void> {
    return requireProof(this.caller, this.#edge)
  }
}

/** Makes what a handler is given. */
export const receive = (
  edge: Edge,
  request: Request,
  received: Received,
): RouteRequest<unknown, unknown, unknown, Caller | null> => new ReceivedRequest(edge, request, received)
