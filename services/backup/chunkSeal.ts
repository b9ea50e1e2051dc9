import { createCipheriv, createDecipheriv, createHash, type KeyObject } from 'node:crypto'

const cipherName = 'aes-256-gcm'
const tagBytes = 16

/**
 * Seals the chunks of one file, or opens them. No other file has this key, so the chunk's number may serve as nonce.
 */
export interface ChunkSeal {
  seal: (plain: Buffer, isLast: boolean) => Buffer
  /** Opens the next chunk; null when these bytes are not the file's next chunk, or when `isLast` is wrong. */
  open: (sealed: Buffer, isLast: boolean) => Buffer | null
  /** Opens the chunk given to the last `open` again, with another `isLast`. */
  reopen: (sealed: Buffer, isLast: boolean) => Buffer | null
}

/** The nonce: 7 zero bytes, the chunk's number (4 bytes), then 1 for the last chunk, else 0. */
const nonceOf = (number: number, isLast: boolean): Buffer => {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(number, 7)
  nonce[11] = isLast ? 1 : 0
  return nonce
}

/** `header`: the bytes of the file's header as written; they are authenticated with every chunk. */
export const chunkSeal = (key: KeyObject, header: Buffer): ChunkSeal => {
  const binding = createHash('sha256').update(header).digest()
  let number = 0
  const openAs = (sealed: Buffer, nonce: Buffer): Buffer | null => {
    if (sealed.length < tagBytes) return null
    const decipher = createDecipheriv(cipherName, key, nonce, { authTagLength: tagBytes })
    decipher.setAAD(binding).setAuthTag(sealed.subarray(-tagBytes))
    try {
      return Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()])
    } catch {
      return null
    }
  }
  return {
    seal(plain, isLast) {
      const cipher = createCipheriv(cipherName, key, nonceOf(number++, isLast)).setAAD(binding)
      return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
    },
    open: (sealed, isLast) => openAs(sealed, nonceOf(number++, isLast)),
    reopen: (sealed, isLast) => openAs(sealed, nonceOf(number - 1, isLast)),
  }
}
