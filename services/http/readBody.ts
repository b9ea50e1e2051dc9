import express, { type Request, type RequestHandler, type Response } from 'express'
import { CodedError } from '#services/ports/errors.ts'
import { parseJson } from './parseJson.ts'

/** Bytes of a request body; the largest legitimate one is an operation on 200 session ids (8 kB), or a batch of 1,000 lines. */
const bodyLimit = 100_000
const batchLimit = 1_000_000

/**
 * `form`: `application/x-www-form-urlencoded`, as OAuth's token routes take it (RFC 6749, appendix B). `batch`: JSON of many lines,
 * from callers who hold a key.
 */
export type BodyFormat = 'json' | 'batch' | 'form'

export const bodyTypes = {
  json: 'application/json',
  batch: 'application/json',
  form: 'application/x-www-form-urlencoded',
} as const
/** `requireType` has checked it. */
const isChecked = (): boolean => true
/** The bytes of JSON: decoding them by way of iconv-lite takes more time than parsing them. */
const parsers: Record<BodyFormat, RequestHandler> = {
  json: express.raw({ limit: bodyLimit, type: isChecked }),
  batch: express.raw({ limit: batchLimit, type: isChecked }),
  form: express.urlencoded({ limit: bodyLimit, extended: false, parameterLimit: 100, type: isChecked }),
}
const named = { json: 'JSON in UTF-8', batch: 'JSON in UTF-8', form: 'a form' } as const

const hasBody = ({ headers }: Request): boolean =>
  (headers['content-length'] ?? '0') !== '0' || headers['transfer-encoding'] !== undefined

/** JSON between systems is UTF-8 (RFC 8259, 8.1), whatever a charset says. */
const otherCharset = /;\s*charset\s*=\s*"?(?!utf-8"?\s*(?:;|$))/i

const isOfType = (request: Request, format: BodyFormat): boolean => {
  const type = request.headers['content-type'] ?? ''
  if (type === bodyTypes[format]) return true
  return request.is(bodyTypes[format]) !== false && (format === 'form' || !otherCharset.test(type))
}

/** @throws CodedError unsupported-media-type */
const requireType = (request: Request, format: BodyFormat): void => {
  if (!isOfType(request, format))
    throw new CodedError('unsupported-media-type', {
      detail: `Send ${named[format]} with content-type ${bodyTypes[format]}.`,
    })
}

/**
 * Puts the parsed body, if there is one, into `request.body`.
 * @throws CodedError unsupported-media-type, invalid-json, and errors of the parser
 */
export const readBody = async (request: Request, response: Response, format: BodyFormat): Promise<void> => {
  if (!hasBody(request)) return
  requireType(request, format)
  await new Promise<void>((resolve, reject) => {
    parsers[format](request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error)))
  })
  if (Buffer.isBuffer(request.body)) request.body = parseJson(request.body)
}
