/**
 * A hash of a password that another system made. Bytes are base64. It is kept sealed until the person signs in and the
 * password is hashed anew.
 */
export type ImportedHash =
  | { kind: 'argon2'; phc: string }
  | { kind: 'bcrypt'; text: string }
  | { kind: 'pbkdf2'; digest: Pbkdf2Digest; iterations: number; salt: string; hash: string }
  | ({ kind: 'scrypt'; salt: string; hash: string } & ScryptCost)
  /** scrypt as Firebase changed it: the derived key encrypts a key of the project. */
  | ({ kind: 'firebase'; salt: string; hash: string; signerKey: string } & ScryptCost)

export const pbkdf2Digests = ['sha1', 'sha256', 'sha512'] as const
export type Pbkdf2Digest = (typeof pbkdf2Digests)[number]

export interface ScryptCost {
  N: number
  r: number
  p: number
}

/** Why a hash is not taken: nobody knows what it is, or comparing with it would take too long. */
export class HashNotTaken extends Error {}

export const unknownHash = () => new HashNotTaken('The password hash has a form that is not known here.')
const tooCostly = () =>
  new HashNotTaken('Comparing with this password hash would take seconds or too much memory, so it is not taken.')

/**
 * The most that a file may ask for. Each bound is about a second of one core, above what OWASP advises for that kind, so that no
 * file can make a sign-in keep the hashing busy.
 */
const most = { bcryptCost: 14, pbkdf2: 2_500_000, scryptWork: 2 ** 20 * 2, scryptBytes: 134_217_728, argonKiB: 131_072 }
const mostArgonWork = 1_048_576
const mostLanes = 8

const requireCost = (holds: boolean): void => {
  if (!holds) throw tooCostly()
}

const isWhole = (value: number, least: number): boolean => Number.isSafeInteger(value) && value >= least

const requireBytes = (base64: string, least: number): void => {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) throw unknownHash()
  const { length } = Buffer.from(base64, 'base64')
  if (length < least || length > 512) throw unknownHash()
}

/** Shorter hashes are met by chance. */
const leastHashBytes = 16

const checkScrypt = ({ N, r, p, salt, hash }: ScryptCost & { salt: string; hash: string }): void => {
  requireBytes(salt, 1)
  requireBytes(hash, leastHashBytes)
  if (!isWhole(N, 2) || !isWhole(r, 1) || !isWhole(p, 1) || !Number.isInteger(Math.log2(N))) throw unknownHash()
  requireCost(N * r * p <= most.scryptWork && 128 * N * r <= most.scryptBytes)
}

const argonParameters =
  /^\$argon2(?:i|d|id)\$v=19\$m=(\d{1,9}),t=(\d{1,5}),p=(\d{1,3})\$([A-Za-z0-9+/]{8,256})\$([A-Za-z0-9+/]{16,256})$/

const checkArgon = (phc: string): void => {
  const [, memory, passes, lanes] = (argonParameters.exec(phc) ?? []).map(Number)
  if (memory === undefined || passes === undefined || lanes === undefined) throw unknownHash()
  if (passes < 1 || lanes < 1 || memory < 8 * lanes) throw unknownHash()
  requireCost(memory <= most.argonKiB && memory * passes <= mostArgonWork && lanes <= mostLanes)
}

/** Answers the hash. @throws HashNotTaken */
export const allowedHash = (hash: ImportedHash): ImportedHash => {
  switch (hash.kind) {
    case 'argon2':
      checkArgon(hash.phc)
      return hash
    case 'bcrypt': {
      const cost = Number(/^\$2[abxy]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(hash.text)?.[1] ?? 0)
      if (cost < 4) throw unknownHash()
      requireCost(cost <= most.bcryptCost)
      return hash
    }
    case 'pbkdf2':
      requireBytes(hash.salt, 1)
      requireBytes(hash.hash, leastHashBytes)
      if (!pbkdf2Digests.includes(hash.digest) || !isWhole(hash.iterations, 1)) throw unknownHash()
      requireCost(hash.iterations <= most.pbkdf2)
      return hash
    case 'firebase':
      requireBytes(hash.signerKey, leastHashBytes)
      checkScrypt(hash)
      return hash
    case 'scrypt':
      checkScrypt(hash)
      return hash
  }
}
