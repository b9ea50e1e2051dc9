import { createCipheriv, createDecipheriv, createHash, type KeyObject } from 'node:crypto'

const cipherName = 'aes-256-gcm'
const tagBytes = 16

/** Seals the chunks of one file, or opens them. The key belongs to this file alone, so a chunk's number is a good nonce. */
export interface ChunkSeal {
  seal: (plain: Buffer, isLast: boolean) => Buffer
  /** The next chunk; null when it is not the next chunk of this file, or not the last where it should be. */
  open: (sealed: Buffer, isLast: boolean) => Buffer | null
  /** The same once more, taken for another place. */
  reopen: (sealed: Buffer, isLast: boolean) => Buffer | null
}

/** 7 bytes of zeros, the number, 1 for the last. */
const nonceOf = (number: number, isLast: boolean): Buffer => {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(number, 7)
  nonce[11] = isLast ? 1 : 0
  return nonce
}

/** `header`: the file's, as written; it is authenticated with every chunk. */
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
