import { hash, verify, type Options } from '@node-rs/argon2'
import type { ImportedHash } from '../imported/importedHash.ts'
import { verifyImported } from '../imported/verifyImported.ts'

/** Hashes and compares normalised passwords. */
export interface PasswordHasher {
  hash(password: string): Promise<string>
  /** Whether `stored` is a hash of this password. */
  verify(stored: string, password: string): Promise<boolean>
  /** Whether another system made `stored` of this password, which is given as it was typed. */
  verifyImported(stored: ImportedHash, password: string): Promise<boolean>
}

/** OWASP's minimum for argon2id: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/**
 * The hash of a random unknown password at the same cost. Compared with when the person has no password or does not
 * exist.
 */
export const dummyHash =
  '$argon2id$v=19$m=19456,t=2,p=1$+Ev/E11LEp0k0sKMc4Qrrw$4dVppMKsqiHt4vABqGS9sT3YY78KvZni8MbDio1LSEw'

/** argon2id on the thread pool of this process, keyed with `secret`. */
export const argon2Hasher = (secret: Uint8Array): PasswordHasher => {
  const options: Options = { ...cost, secret }
  return {
    hash: (password) => hash(password, options),
    verify: (stored, password) => verify(stored, password, options),
    verifyImported,
  }
}

/** argon2 says no more than this sentence. */
export const isOutOfMemory = ({ message }: Error): boolean => message === 'Memory allocation error'
