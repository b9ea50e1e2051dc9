import type { Application, NextFunction, Request, Response } from 'express'
import type { Position } from '#events/envelope.ts'
import type { RequestClaim } from '#services/ports/requestClaim.ts'
import { bearerOf, identify, permit, requireProof, wantsProof } from './authorise.ts'
import type { Caller } from './caller.ts'
import type { Edge } from './edge.ts'
import { idempotencyKey } from './idempotencyKey.ts'
import { limitKeys } from './limitKeys.ts'
import { inputSchemas, parseParams, parseQueryAndBody, type InputSchemas, type ParsedInput } from './parseInput.ts'
import { readBody } from './readBody.ts'
import { receive } from './receive.ts'
import { traceOf } from './reportError.ts'
import { sendAnswer, sendLimit } from './respond.ts'
import type { Answer, Route } from './route.ts'
import { settleAllowance } from './settleAllowance.ts'

const expressPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1')

/** @throws CodedError invalid-position, position-reset */
const minPositionOf = (
  { positions }: Edge,
  route: Route,
  caller: Caller | null,
  query: unknown,
): Position | undefined => {
  if (route.readsView === undefined || caller === null) return undefined
  const { minPosition } = query as { minPosition?: string }
  return minPosition === undefined ? undefined : positions.open(caller.tenantId, minPosition)
}

interface Understood {
  input: ParsedInput
  key: string | undefined
  minPosition: Position | undefined
}

interface Decided {
  answer: Answer
  caller: Caller | null
}

/** Checks everything that is answered with 400 before the ids in the path, which are answered with 404. */
const understand = (
  edge: Edge,
  { route, schemas }: { route: Route; schemas: InputSchemas },
  request: Request,
  caller: Caller | null,
): Understood => {
  const { query, body } = parseQueryAndBody(schemas, { query: request.query, body: request.body ?? {} })
  const key = idempotencyKey(route, request)
  const minPosition = minPositionOf(edge, route, caller, query)
  return { input: { query, body, params: parseParams(schemas.params, request.params) }, key, minPosition }
}

/**
 * One route on the router. Refusals come in one order: 401, 403, 400, 404 (a body that cannot be
 * read counts with 400), then limits before any hash or stream read.
 */
export const mountRoute = (app: Application, edge: Edge, route: Route): void => {
  const schemas = inputSchemas(route)
  const decide = async (request: Request, response: Response): Promise<Decided> => {
    const trace = traceOf(response)
    const { correlationId } = trace
    trace.route = route
    const reading = readBody(request, response, route.bodyFormat ?? 'json')
    // The body is read at once, since a client may close its half. A bad body is refused only once the caller is known.
    reading.catch(() => undefined)
    const bearer = bearerOf(request.get('authorization'))
    const caller = await identify(route, { bearer, apiKey: request.get('rollcall-key') }, edge)
    trace.caller = caller
    permit(route, caller)
    if (wantsProof(route, caller)) await requireProof(caller, edge)
    await reading
    const { input, key, minPosition } = understand(edge, { route, schemas }, request, caller)
    if (route.decidedByTime === true) edge.requireClock()
    const keys = limitKeys(edge, route, request, caller, input.body)
    const allowance = await edge.consumeLimit(route.limit, keys)
    sendLimit(response, allowance?.state ?? null)
    if (minPosition !== undefined) await edge.waitForView(minPosition)
    const handle = (claim?: RequestClaim): Promise<Answer> =>
      route.handle(
        receive(edge, request, {
          ...input,
          caller,
          correlationId,
          claim,
          isKnown: allowance?.isKnown ?? true,
          bearer,
        }) as Parameters<Route['handle']>[0],
      )
    const turn = route.readsView ?? route.turn
    const inTurn = (claim?: RequestClaim): Promise<Answer> =>
      turn === undefined || caller === null ? handle(claim) : edge.takeTurn(turn, caller, () => handle(claim))
    const answer = await settleAllowance(allowance, () =>
      key === undefined || caller === null
        ? inTurn()
        : edge.runIdempotent(
            { caller, routeId: route.id, key, body: { params: input.params, body: input.body } },
            inTurn,
          ),
    )
    return { answer, caller }
  }
  const answerTo = async (request: Request, response: Response): Promise<void> => {
    const { answer, caller } = await edge.unlessSilent(() => decide(request, response))
    await sendAnswer(response, answer, sealPosition(edge, caller, answer))
  }
  app[route.method](expressPath(route.path), (request: Request, response: Response, next: NextFunction) => {
    answerTo(request, response).catch(next)
  })
}

const sealPosition = (edge: Edge, caller: Caller | null, { position, tenantId }: Answer): string | undefined => {
  const whose = caller?.tenantId ?? tenantId
  return position === undefined || whose === undefined ? undefined : edge.positions.seal(whose, position)
}
