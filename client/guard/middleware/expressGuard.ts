import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Requirement } from '../admission/verdict.ts'
import type { Guard } from '../guard.ts'
import { admitRequest } from './httpGuard.ts'

type Middleware = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => Promise<void>

/**
 * `app.use(expressGuard(guard))`, or before a single route: `app.delete('/orders/:id', expressGuard(guard, requireRole('admin')), remove)`. For
 * everything that calls middleware as express does.
 */
export const expressGuard =
  (guard: Guard, ...requirements: Requirement[]): Middleware =>
  async (request, response, next) => {
    try {
      if (!(await admitRequest(guard, requirements, request, response))) return
    } catch (error) {
      return next(error)
    }
    next()
  }
