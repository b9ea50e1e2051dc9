import express, { type Request, type Response } from 'express'
import { CodedError } from '#services/ports/errors.ts'

/** Bytes of a request body; the largest legitimate one is an operation on 200 session ids (8 kB). */
const bodyLimit = 100_000

const parseJson = express.json({ limit: bodyLimit, strict: true })

const isOfOtherType = (request: Request): boolean => {
  const hasBody = request.headers['content-length'] !== undefined && request.headers['content-length'] !== '0'
  const chunked = request.headers['transfer-encoding'] !== undefined
  return (hasBody || chunked) && request.is('application/json') === false
}

/** Puts the parsed body into `request.body`. @throws CodedError unsupported-media-type, and errors of the parser */
export const readBody = async (request: Request, response: Response): Promise<void> => {
  if (isOfOtherType(request))
    throw new CodedError('unsupported-media-type', { detail: 'Send JSON with content-type application/json.' })
  await new Promise<void>((resolve, reject) => {
    parseJson(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error)))
  })
}
