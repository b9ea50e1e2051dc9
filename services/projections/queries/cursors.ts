import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto'
import { CodedError } from '#services/ports/errors.ts'
import { deriveKey } from '#services/keys/masterKey.ts'

/** What a cursor is good for: one list of one tenant, as it was asked for. */
export interface ListIdentity {
  tenantId: string
  list: string
  filter?: string | undefined
  sort?: string | undefined
}

/** Where a page ended: the last row's sort key (null where it has none) and id. */
export interface Place {
  key: string | number | null
  id: string
  /** When the first page was asked for, milliseconds: relative times mean the same on every page. */
  now?: number
}

export interface Cursors {
  seal: (list: ListIdentity, place: Place) => string
  /** @throws CodedError invalid-cursor when it was made for another tenant, list, filter or order, or by nobody */
  open: (list: ListIdentity, cursor: string) => Place
}

const nonceBytes = 12
const tagBytes = 16

const invalid = (): CodedError =>
  new CodedError('invalid-cursor', {
    detail: 'This cursor belongs to another list, filter or order. Begin with the first page.',
    errors: [{ path: 'query.cursor', code: 'invalid', message: 'Give the nextCursor of the page before' }],
  })

const bindingOf = ({ tenantId, list, filter = '', sort = '' }: ListIdentity): Buffer =>
  Buffer.from(JSON.stringify([tenantId, list, filter, sort]))

/**
 * Sealed (AES-256-GCM), because a sort key may be an address or a name and cursors travel in URLs. The nonce follows from
 * what is sealed, so equal nonces mean equal messages and nothing random is needed.
 */
export const cursors = (masterKey: Buffer): Cursors => {
  const key = deriveKey(masterKey, 'cursors')
  const nonceKey = deriveKey(masterKey, 'cursors', 'nonce')
  const nonceOf = (binding: Buffer, text: string): Buffer =>
    createHmac('sha256', nonceKey).update(binding).update('\n').update(text).digest().subarray(0, nonceBytes)

  const openBytes = (binding: Buffer, bytes: Buffer): string => {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes))
    decipher.setAAD(binding).setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString()
  }
  return {
    seal(list, place) {
      const binding = bindingOf(list)
      const text = JSON.stringify(place)
      const nonce = nonceOf(binding, text)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(binding)
      const sealed = Buffer.concat([cipher.update(text), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')
    },
    open(list, cursor) {
      const bytes = Buffer.from(cursor, 'base64url')
      if (bytes.length <= nonceBytes + tagBytes) throw invalid()
      try {
        return JSON.parse(openBytes(bindingOf(list), bytes)) as Place
      } catch {
        throw invalid()
      }
    },
  }
}
