import express, { type Request, type RequestHandler, type Response } from 'express'
import { CodedError } from '#services/ports/errors.ts'
import { parseJson } from './parseJson.ts'
import { receiveBytes } from './receiveBytes.ts'

/**
 * Bytes of a request body; the largest legitimate one is an operation on 200 session ids (8 kB), or a batch of 1,000 lines. A file is
 * imported in pieces: whoever sends a larger one has all of it read into memory for nothing.
 */
const limits = { json: 100_000, form: 100_000, batch: 1_000_000, file: 4_000_000 } as const satisfies Record<
  BodyFormat,
  number
>

/**
 * `form`: `application/x-www-form-urlencoded`, as OAuth's token routes take it (RFC 6749, appendix B). `batch`: JSON of many lines,
 * from callers who hold a key. `file`: bytes that the route reads itself.
 */
export type BodyFormat = 'json' | 'batch' | 'form' | 'file'

export const bodyTypes = {
  json: ['application/json'],
  batch: ['application/json'],
  form: ['application/x-www-form-urlencoded'],
  file: ['text/csv', 'application/x-ndjson', 'application/json', 'application/octet-stream'],
} as const satisfies Record<BodyFormat, readonly string[]>
/** `requireType` has checked it. */
const isChecked = (): boolean => true
/** The bytes of JSON: decoding them by way of iconv-lite takes more time than parsing them. */
const parsers: Record<BodyFormat, RequestHandler> = {
  json: express.raw({ limit: limits.json, type: isChecked }),
  batch: express.raw({ limit: limits.batch, type: isChecked }),
  file: express.raw({ limit: limits.file, type: isChecked }),
  form: express.urlencoded({ limit: limits.form, extended: false, parameterLimit: 100, type: isChecked }),
}
const named = { json: 'JSON in UTF-8', batch: 'JSON in UTF-8', form: 'a form', file: 'a file' } as const

const hasBody = ({ headers }: Request): boolean =>
  (headers['content-length'] ?? '0') !== '0' || headers['transfer-encoding'] !== undefined

/** JSON between systems is UTF-8 (RFC 8259, 8.1), whatever a charset says. */
const otherCharset = /;\s*charset\s*=\s*"?(?!utf-8"?\s*(?:;|$))/i

const isOfType = (request: Request, format: BodyFormat): boolean => {
  const type = request.headers['content-type'] ?? ''
  const taken: readonly string[] = bodyTypes[format]
  if (taken.includes(type)) return true
  return request.is([...taken]) !== false && (format === 'form' || !otherCharset.test(type))
}

/** @throws CodedError unsupported-media-type */
const requireType = (request: Request, format: BodyFormat): void => {
  if (!isOfType(request, format))
    throw new CodedError('unsupported-media-type', {
      detail: `Send ${named[format]} with content-type ${bodyTypes[format].join(', ')}.`,
    })
}

/** Nearly every body is plain bytes, which Express's parsers take several times as long to read. */
const isPlain = ({ headers }: Request, format: BodyFormat): boolean =>
  format !== 'form' && headers['content-encoding'] === undefined

const parse = (request: Request, response: Response, format: BodyFormat): Promise<void> =>
  new Promise((resolve, reject) => {
    parsers[format](request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error)))
  })

/**
 * Puts the parsed body, if there is one, into `request.body`.
 * @throws CodedError unsupported-media-type, invalid-json, body-too-large, and errors of the parser
 */
export const readBody = async (request: Request, response: Response, format: BodyFormat): Promise<void> => {
  if (!hasBody(request)) return
  requireType(request, format)
  if (isPlain(request, format)) request.body = await receiveBytes(request, limits[format])
  else await parse(request, response, format)
  if (format !== 'file' && Buffer.isBuffer(request.body)) request.body = parseJson(request.body)
}
