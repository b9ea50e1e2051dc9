import { CodedError } from '#services/ports/errors.ts'
import { decodeBase64url } from '#services/keys/base64url.ts'
import { deriveKey } from '#services/keys/masterKey.ts'
import { openText, seal } from '#services/keys/seal.ts'

/** What a cursor is valid for: one list of one tenant, with the filter and order that were asked for. */
export interface ListIdentity {
  tenantId: string
  list: string
  filter?: string | undefined
  sort?: string | undefined
}

/** Where a page ended: the sort key (null when the row has none) and the id of the last row. */
export interface Place {
  key: string | number | null
  id: string
  /** When the first page was asked for, in milliseconds; with it, relative times mean the same on every page. */
  now?: number
}

export interface Cursors {
  seal: (list: ListIdentity, place: Place) => string
  /**
   * @throws CodedError invalid-cursor when the cursor was made for another tenant, list, filter or order, or not by
   * Rollcall
   */
  open: (list: ListIdentity, cursor: string) => Place
}

const invalid = (): CodedError =>
  new CodedError('invalid-cursor', {
    detail: 'This cursor belongs to another list, filter or order. Begin with the first page.',
    errors: [{ path: 'query.cursor', code: 'invalid', message: 'Give the nextCursor of the page before' }],
  })

const bindingOf = ({ tenantId, list, filter = '', sort = '' }: ListIdentity): string =>
  JSON.stringify([tenantId, list, filter, sort])

/** Cursors are sealed, because a sort key may be an address or a name, and cursors travel in URLs. */
export const cursors = (masterKey: Buffer): Cursors => {
  const key = deriveKey(masterKey, 'cursors')
  return {
    seal: (list, place) => seal(key, JSON.stringify(place), bindingOf(list)).toString('base64url'),
    open(list, cursor) {
      const sealed = decodeBase64url(cursor)
      if (sealed === null) throw invalid()
      try {
        return JSON.parse(openText(key, sealed, bindingOf(list))) as Place
      } catch {
        throw invalid()
      }
    },
  }
}
