import type { Request } from 'express'
import { CodedError } from '#services/ports/errors.ts'
import type { Route } from './route.ts'

export const keyPattern = /^[\x21-\x7e]{1,200}$/

/** The request's `Idempotency-Key`, where the route heeds it. @throws CodedError invalid-request */
export const idempotencyKey = (route: Route, request: Request): string | undefined => {
  const key = route.idempotent === true ? request.get('idempotency-key') : undefined
  if (key !== undefined && !keyPattern.test(key))
    throw new CodedError('invalid-request', { detail: 'Idempotency-Key takes 1 to 200 visible ASCII characters.' })
  return key
}
