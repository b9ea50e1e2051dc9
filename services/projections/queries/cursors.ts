import type { Cursors, ListIdentity, Place } from '#services/ports/cursors.ts'
import { CodedError } from '#services/ports/errors.ts'
import { decodeBase64url } from '#services/keys/base64url.ts'
import { deriveKey } from '#services/keys/masterKey.ts'
import { openText, seal } from '#services/keys/seal.ts'

export type { Cursors, ListIdentity, Place }

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
