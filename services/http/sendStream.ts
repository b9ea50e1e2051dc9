import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Response } from 'express'
import type { Stream } from './stream.ts'

/** Sends the rest. Rejects when the source fails, not when the reader has gone. */
export type SendRest = () => Promise<void>

/**
 * Makes the first piece before any header is sent, so that a failure until then is answered with a problem report. The rest is
 * made no faster than the reader takes it. If the source fails later the connection is cut, so that no client takes half for all.
 */
export const openStream = async (response: Response, { chunks, until }: Stream): Promise<SendRest> => {
  const reader = new AbortController()
  const { signal } = reader
  const cut = (): void => void response.destroy()
  until?.addEventListener('abort', cut, { once: true })
  response.once('close', () => {
    until?.removeEventListener('abort', cut)
    reader.abort()
  })
  // Its reader may have gone before anything was there to send.
  if (response.closed || response.destroyed) reader.abort()
  const pieces = chunks(signal)[Symbol.asyncIterator]()
  let failed = false
  const nextPiece = async () => {
    try {
      return await pieces.next()
    } catch (error) {
      failed = !signal.aborted
      throw error
    }
  }
  const first = response.req.method === 'HEAD' ? null : await nextPiece()
  const all = async function* () {
    try {
      for (let next = first ?? (await nextPiece()); next.done !== true; next = await nextPiece()) yield next.value
    } finally {
      await pieces.return?.()
    }
  }
  return async () => {
    if (first === null) return void response.end()
    await pipeline(Readable.from(all(), { objectMode: false }), response).catch((error: unknown) => {
      if (failed) throw error
    })
  }
}
