import type { IncomingMessage } from 'node:http'
import { CodedError } from '#services/ports/errors.ts'

const tooLarge = () => new CodedError('body-too-large', { detail: 'The body is larger than this route takes.' })

/**
 * The bytes of a body as they were sent. A body that is too large is read off to its end, without being kept, and refused then: a
 * client that is still sending would not read the answer.
 * @throws CodedError body-too-large; invalid-request when the client goes away
 */
export const receiveBytes = (request: IncomingMessage, limit: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    let pieces: Buffer[] = []
    let length = 0
    request.on('data', (piece: Buffer) => {
      length += piece.length
      if (length > limit) pieces = []
      else pieces.push(piece)
    })
    request.on('end', () => {
      if (length > limit) reject(tooLarge())
      else resolve(pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces))
    })
    request.on('error', (cause) => reject(new CodedError('invalid-request', { cause })))
  })
