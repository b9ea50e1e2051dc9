import type { Caller } from '../admission/verdict.ts'

const callers = new WeakMap<object, Caller>()

/** By the request, so that no framework's type needs a member of ours. */
export const remember = (request: object, caller: Caller): void => void callers.set(request, caller)

/**
 * Who makes this request, once a guard has let it in. Takes what the framework hands to a handler: express's or fastify's request, hono's
 * context, Socket.IO's socket.
 * @throws Error where no guard stands before the handler
 */
export const callerOf = (request: object): Caller => {
  const caller = callers.get(request)
  if (caller === undefined) throw new Error('callerOf: no guard has let this request in')
  return caller
}
