import { z } from 'zod'
import { CodedError, type FieldError } from '#services/ports/errors.ts'
import { refuseUnshowable } from './refuseUnshowable.ts'
import type { Route } from './route.ts'

export interface ParsedInput {
  params: unknown
  query: unknown
  body: unknown
}

export interface InputSchemas {
  params?: z.ZodType
  query: z.ZodType
  body: z.ZodType
}

const minPosition = z.string().max(64).optional()

const queryOf = (route: Route): z.ZodObject | undefined => {
  if (route.readsView === undefined) return route.query
  return (route.query ?? z.strictObject({})).extend({ minPosition })
}

/** The schemas that parse a route's input. Reads of views also take `minPosition`; a route without body takes an empty one. */
export const inputSchemas = (route: Route): InputSchemas => ({
  ...(route.params === undefined ? {} : { params: route.params }),
  query: queryOf(route) ?? z.strictObject({}),
  body: route.body ?? z.strictObject({}),
})

const mistakesOf = (place: string, error: z.ZodError): FieldError[] =>
  error.issues.slice(0, 20).map((issue) => ({
    path: [place, ...issue.path].join('.'),
    code: issue.code ?? 'invalid',
    message: issue.message,
  }))

const parsePart = (place: string, schema: z.ZodType, value: unknown): unknown => {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new CodedError('invalid-request', {
    detail: 'The request does not have the shape this route takes; see errors.',
    errors: mistakesOf(place, parsed.error),
  })
}

/**
 * A path parameter of the wrong shape names nothing that exists, so it is answered like an unknown id.
 * @throws CodedError not-found
 */
export const parseParams = (schema: z.ZodType | undefined, value: unknown): unknown => {
  if (schema === undefined) return undefined
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new CodedError('not-found')
  return parsed.data
}

/** @throws CodedError invalid-text, invalid-request with one entry per mistake */
export const parseQueryAndBody = (
  schemas: Pick<InputSchemas, 'query' | 'body'>,
  { query, body }: Pick<ParsedInput, 'query' | 'body'>,
): Pick<ParsedInput, 'query' | 'body'> => {
  refuseUnshowable('query', query)
  refuseUnshowable('body', body)
  return { query: parsePart('query', schemas.query, query), body: parsePart('body', schemas.body, body) }
}
