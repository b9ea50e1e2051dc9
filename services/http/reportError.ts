import type { NextFunction, Request, Response } from 'express'
import type { Caller } from './caller.ts'
import type { Edge } from './edge.ts'
import { junkTokens } from './junkTokens.ts'
import { codedErrorOf } from './problem.ts'
import { originOf } from './receive.ts'
import { sendProblem } from './respond.ts'
import type { Route } from './route.ts'

/** What the server knows of a request when it fails. Each part is set as soon as it is known. */
export interface RequestTrace {
  correlationId: string
  route?: Route
  caller?: Caller | null
}

export const traceOf = (response: Response): RequestTrace => response.locals as RequestTrace

/** Turns whatever was thrown into a problem report. An `internal` error is logged in full; the client is told nothing of it. */
export const reportError = (edge: Edge) => {
  const { logger, noteRefusal } = edge
  const noteJunk = junkTokens(edge.isTrustedProxy)
  return (error: unknown, request: Request, response: Response, _next: NextFunction): void => {
    const { correlationId, route, caller = null } = traceOf(response)
    const coded = codedErrorOf(error)
    const { code } = coded
    const { method, path } = request
    const { ip: address } = originOf(edge, request)
    const { refusedKey } = coded.details
    noteRefusal({ code, correlationId, method, route: route?.path ?? null, address, caller, refusedKey })
    if (code === 'not-signed-in') noteJunk(request, response)
    if (code === 'internal') logger.error('request failed', { correlationId, method, path, error })
    if (!response.headersSent) return sendProblem(response, coded, correlationId)
    if (code !== 'internal') logger.warn('an answer was cut off', { correlationId, method, path, code })
    response.destroy()
  }
}
