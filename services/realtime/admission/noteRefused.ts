import type { IncomingMessage } from 'node:http'
import type { Caller } from '#services/http/caller.ts'
import type { NoteRefusal } from '#services/http/refusalLog.ts'
import { CodedError } from '#services/ports/errors.ts'
import { addressOf, type Addresses } from './gate.ts'

export interface Refused {
  /** The namespace. */
  where: string
  /** The client's message, or `connect`. */
  what: string
  error: unknown
  caller: Caller | null
}
/** Notes in the log of refusals what a socket was refused. */
export type NoteRefused = (request: IncomingMessage, refused: Refused) => void

export const noteRefused =
  (addresses: Pick<Addresses, 'clientAddress'>, noteRefusal: NoteRefusal): NoteRefused =>
  (request, { where, what, error, caller }) => {
    if (!(error instanceof CodedError)) return
    noteRefusal({ code: error.code, method: what, route: where, address: addressOf(request, addresses), caller })
  }
