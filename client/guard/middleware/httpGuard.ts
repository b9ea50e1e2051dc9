import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Caller, Requirement } from '../admission/verdict.ts'
import type { Guard } from '../guard.ts'
import { refusalOfRequest } from './answer.ts'
import { callerOf } from './callerOf.ts'

/** False: the request was answered, because it is refused. */
export const admitRequest = async (
  guard: Guard,
  requirements: readonly Requirement[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> => {
  const refused = await refusalOfRequest(guard, request, request.headers.authorization, requirements)
  if (refused !== null) response.writeHead(refused.status, refused.headers).end(refused.body)
  return refused === null
}

type Handler = (request: IncomingMessage, response: ServerResponse, caller: Caller) => unknown

/** `createServer(httpGuard(guard, (request, response, caller) => …))` */
export const httpGuard =
  (guard: Guard, handler: Handler, ...requirements: Requirement[]) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (await admitRequest(guard, requirements, request, response)) await handler(request, response, callerOf(request))
  }
