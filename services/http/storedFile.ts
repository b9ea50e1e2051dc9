import { createHash } from 'node:crypto'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Request, Response } from 'express'

/** Content encodings that a stored file may have beside its plain bytes, the better one first. */
const encodings = ['br', 'gzip'] as const
type Encoding = (typeof encodings)[number]

/** Bytes that are answered as they lie in memory: nothing is read, compressed or hashed for a request. */
export interface StoredFile {
  contentType: string
  plain: Buffer
  encoded: Partial<Record<Encoding, Buffer>>
  /** The file's ETag, without quotes. */
  tag: string
}

export const storedFile = (plain: Buffer, contentType: string, encoded: StoredFile['encoded'] = {}): StoredFile => ({
  contentType,
  plain,
  encoded,
  tag: createHash('sha256').update(plain).digest('base64url').slice(0, 22),
})

/** Compresses once, on the calling thread: for what is made at start. */
export const compressedFile = (plain: Buffer, contentType: string): StoredFile =>
  storedFile(plain, contentType, {
    br: brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
    gzip: gzipSync(plain),
  })

/** Answers in the best encoding that the client takes, or 304 where it holds that one already (RFC 9110, 12.5.3 and 13.1.2). */
export const sendStoredFile = (request: Request, response: Response, file: StoredFile): void => {
  const encoding = encodings.find((each) => file.encoded[each] !== undefined && request.acceptsEncodings(each) === each)
  const bytes = encoding === undefined ? file.plain : file.encoded[encoding]!
  response.vary('accept-encoding')
  response.set('etag', `"${file.tag}${encoding === undefined ? '' : `-${encoding}`}"`)
  if (request.fresh) return void response.status(304).end()
  if (encoding !== undefined) response.set('content-encoding', encoding)
  response.set('content-type', file.contentType).set('content-length', String(bytes.length))
  response.end(request.method === 'HEAD' ? undefined : bytes)
}
