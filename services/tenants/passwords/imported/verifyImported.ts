import { createCipheriv, pbkdf2, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { verify as verifyArgon2 } from '@node-rs/argon2'
import { verify as verifyBcrypt } from '@node-rs/bcrypt'
import type { ImportedHash, ScryptCost } from './importedHash.ts'

const derivePbkdf2 = promisify(pbkdf2)

const deriveScrypt = (password: string, salt: Buffer, length: number, { N, r, p }: ScryptCost): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const options = { N, r, p, maxmem: 128 * N * r + 1_048_576 }
    scrypt(password, salt, length, options, (error, key) => (error === null ? resolve(key) : reject(error)))
  })

const isSame = (one: Buffer, other: Buffer): boolean => one.length === other.length && timingSafeEqual(one, other)
const bytes = (base64: string): Buffer => Buffer.from(base64, 'base64')

/** https://github.com/firebase/scrypt: the derived key encrypts the project’s key by AES-256-CTR from a counter of nought. */
const isFirebase = async (hash: Extract<ImportedHash, { kind: 'firebase' }>, password: string): Promise<boolean> => {
  const key = await deriveScrypt(password, bytes(hash.salt), 32, hash)
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16))
  return isSame(Buffer.concat([cipher.update(bytes(hash.signerKey)), cipher.final()]), bytes(hash.hash))
}

/**
 * Whether this is the password that another system hashed. It takes the password as it was typed: others do not bring it into a
 * normal form first.
 */
export const verifyImported = async (hash: ImportedHash, password: string): Promise<boolean> => {
  switch (hash.kind) {
    case 'argon2':
      return verifyArgon2(hash.phc, password)
    case 'bcrypt':
      return verifyBcrypt(password, hash.text)
    case 'pbkdf2': {
      const expected = bytes(hash.hash)
      const { salt, iterations, digest } = hash
      return isSame(await derivePbkdf2(password, bytes(salt), iterations, expected.length, digest), expected)
    }
    case 'scrypt': {
      const expected = bytes(hash.hash)
      return isSame(await deriveScrypt(password, bytes(hash.salt), expected.length, hash), expected)
    }
    case 'firebase':
      return isFirebase(hash, password)
  }
}
