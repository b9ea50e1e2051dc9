import express, { type Request, type RequestHandler, type Response } from 'express'
import { CodedError } from '#services/ports/errors.ts'

/** Bytes of a request body; the largest legitimate one is an operation on 200 session ids (8 kB). */
const bodyLimit = 100_000

/** `form`: `application/x-www-form-urlencoded`, as OAuth's token routes take it (RFC 6749, appendix B). */
export type BodyFormat = 'json' | 'form'

export const bodyTypes = { json: 'application/json', form: 'application/x-www-form-urlencoded' } as const
/** `readBody` has checked the type. */
const isChecked = (): boolean => true
const parsers: Record<BodyFormat, RequestHandler> = {
  json: express.json({ limit: bodyLimit, strict: true, type: isChecked }),
  form: express.urlencoded({ limit: bodyLimit, extended: false, parameterLimit: 100, type: isChecked }),
}
const named = { json: 'JSON', form: 'a form' } as const

const hasBody = ({ headers }: Request): boolean =>
  (headers['content-length'] ?? '0') !== '0' || headers['transfer-encoding'] !== undefined

/** Puts the parsed body, if there is one, into `request.body`. @throws CodedError unsupported-media-type, and errors of the parser */
export const readBody = async (request: Request, response: Response, format: BodyFormat): Promise<void> => {
  if (!hasBody(request)) return
  if (request.is(bodyTypes[format]) === false)
    throw new CodedError('unsupported-media-type', {
      detail: `Send ${named[format]} with content-type ${bodyTypes[format]}.`,
    })
  await new Promise<void>((resolve, reject) => {
    parsers[format](request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error)))
  })
}
