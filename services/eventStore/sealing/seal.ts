import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto'

/**
 * AES-256-GCM (NIST SP 800-38D). Layout: format (1 byte), nonce (12), ciphertext, tag (16).
 * `binding` is authenticated with it: what was sealed for one place opens at no other.
 */
const format = 1
const nonceBytes = 12
const tagBytes = 16
const cipherName = 'aes-256-gcm'

/**
 * Nonces come from the system, never from randomness that a caller may seed: a nonce used twice with one key gives the key's
 * other messages away. Drawn in blocks, because each draw is a system call.
 */
const blockBytes = nonceBytes * 512
let block = Buffer.alloc(0)
let used = 0
const nextNonce = (): Buffer => {
  if (used === block.length) {
    block = randomBytes(blockBytes)
    used = 0
  }
  used += nonceBytes
  return block.subarray(used - nonceBytes, used)
}

export const seal = (key: KeyObject, plain: string | Buffer, binding: string): Buffer => {
  const nonce = nextNonce()
  const cipher = createCipheriv(cipherName, key, nonce, { authTagLength: tagBytes })
  cipher.setAAD(Buffer.from(binding))
  const secret = typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain)
  cipher.final()
  const sealed = Buffer.allocUnsafe(1 + nonceBytes + secret.length + tagBytes)
  sealed[0] = format
  sealed.set(nonce, 1)
  sealed.set(secret, 1 + nonceBytes)
  sealed.set(cipher.getAuthTag(), 1 + nonceBytes + secret.length)
  return sealed
}

const opening = (key: KeyObject, sealed: Buffer, binding: string) => {
  if (sealed[0] !== format || sealed.length < 1 + nonceBytes + tagBytes) throw new Error('Not a sealed value')
  const decipher = createDecipheriv(cipherName, key, sealed.subarray(1, 1 + nonceBytes), { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(binding))
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes))
  return { decipher, secret: sealed.subarray(1 + nonceBytes, sealed.length - tagBytes) }
}

/** @throws Error when the value was altered, sealed with another key, or sealed for another place. */
export const openText = (key: KeyObject, sealed: Buffer, binding: string): string => {
  const { decipher, secret } = opening(key, sealed, binding)
  // Bytes first: the cipher's own decoding into text costs a tenth of everything.
  const plain = decipher.update(secret)
  decipher.final()
  return plain.toString('utf8')
}

/** @throws Error as `openText`. */
export const openBytes = (key: KeyObject, sealed: Buffer, binding: string): Buffer => {
  const { decipher, secret } = opening(key, sealed, binding)
  return Buffer.concat([decipher.update(secret), decipher.final()])
}
