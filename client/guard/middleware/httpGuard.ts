import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Caller, Requirement } from '../admission/verdict.ts'
import type { Guard } from '../guard.ts'
import { answerOf, verifyRequest } from './answer.ts'
import { remember } from './callerOf.ts'

/** Null: the request was answered, because it is refused. */
export const admitRequest = async (
  guard: Guard,
  requirements: readonly Requirement[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Caller | null> => {
  const { caller, refusal } = await verifyRequest(guard, request.headers.authorization, requirements)
  if (caller !== null) {
    remember(request, caller)
    return caller
  }
  const { status, headers, body } = answerOf(refusal)
  response.writeHead(status, headers).end(body)
  return null
}

type Handler = (request: IncomingMessage, response: ServerResponse, caller: Caller) => unknown

/** `createServer(httpGuard(guard, (request, response, caller) => …))` */
export const httpGuard =
  (guard: Guard, handler: Handler, ...requirements: Requirement[]) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const caller = await admitRequest(guard, requirements, request, response)
    if (caller !== null) await handler(request, response, caller)
  }
