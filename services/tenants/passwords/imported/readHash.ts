import { allowedHash, type ImportedHash, unknownHash } from './importedHash.ts'

const base64 = (text: string, from: BufferEncoding): string => Buffer.from(text, from).toString('base64')
/** passlib's base64 has a dot for the plus; none of them needs padding. */
const plainBase64 = (text: string): string => base64(text.replaceAll('.', '+'), 'base64')

type Reader = (match: RegExpExecArray) => ImportedHash

const digestOf = (name: string | undefined) => {
  switch (name?.toLowerCase().replace('-', '')) {
    case undefined:
    case '':
    case 'sha1':
      return 'sha1'
    case 'sha256':
      return 'sha256'
    case 'sha512':
      return 'sha512'
    default:
      throw unknownHash()
  }
}

const scryptCost = ([, ln = '', r = '', p = '']: RegExpExecArray) => ({
  N: 2 ** Number(ln),
  r: Number(r),
  p: Number(p),
})

/** Forms by their beginning. */
const forms: readonly [RegExp, Reader][] = [
  [/^\$argon2/, ({ input }) => ({ kind: 'argon2', phc: input })],
  [/^\$2[abxy]\$/, ({ input }) => ({ kind: 'bcrypt', text: input })],
  // PHC and passlib: $pbkdf2-sha256$i=600000$salt$hash, $pbkdf2-sha256$29000$salt$hash, $pbkdf2$131000$salt$hash (SHA-1)
  [
    /^\$pbkdf2(?:-(sha1|sha256|sha512))?\$(?:i=)?(\d{1,9})(?:,l=\d+)?\$([A-Za-z0-9+/.]+)=*\$([A-Za-z0-9+/.]+)=*$/,
    ([, digest, iterations, salt = '', hash = '']) => ({
      kind: 'pbkdf2',
      digest: digestOf(digest),
      iterations: Number(iterations),
      salt: plainBase64(salt),
      hash: plainBase64(hash),
    }),
  ],
  // PHC: $scrypt$ln=17,r=8,p=1$salt$hash
  [
    /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,4}),p=(\d{1,4})\$([A-Za-z0-9+/.]+)=*\$([A-Za-z0-9+/.]+)=*$/,
    (match) => ({
      kind: 'scrypt',
      ...scryptCost(match),
      salt: plainBase64(match[4] ?? ''),
      hash: plainBase64(match[5] ?? ''),
    }),
  ],
  // Django: pbkdf2_sha256$600000$salt$hash, where the salt is text
  [
    /^pbkdf2_(sha1|sha256)\$(\d{1,9})\$([^$]{1,200})\$([A-Za-z0-9+/]+=*)$/,
    ([, digest, iterations, salt = '', hash = '']) => ({
      kind: 'pbkdf2',
      digest: digestOf(digest),
      iterations: Number(iterations),
      salt: base64(salt, 'utf8'),
      hash,
    }),
  ],
]

/**
 * Reads a hash as systems write it into one field: argon2 and scrypt in PHC form, bcrypt, PBKDF2 of PHC, passlib and Django.
 * @throws HashNotTaken
 */
export const readHash = (text: string): ImportedHash => {
  const trimmed = text.trim()
  if (trimmed.length > 2_000) throw unknownHash()
  for (const [form, reader] of forms) {
    const match = form.exec(trimmed)
    if (match !== null) return allowedHash(reader(match))
  }
  throw unknownHash()
}

const firebase = /^([^$]+)\$([^$]+)\$([^$]+)\$([^$]*)\$(\d{1,2})\$(\d{1,2})$/

/** Clerk’s text for Firebase’s scrypt: hash, salt, signer key, salt separator (all base64), rounds, memory cost. */
const readFirebase = (text: string): ImportedHash => {
  const [, hash = '', salt = '', signerKey = '', separator = '', rounds, memory] = firebase.exec(text.trim()) ?? []
  const bytes = [salt, separator].map((part) => Buffer.from(part, 'base64'))
  return allowedHash({
    kind: 'firebase',
    N: 2 ** Number(memory),
    r: Number(rounds),
    p: 1,
    salt: Buffer.concat(bytes).toString('base64'),
    hash,
    signerKey,
  })
}

/** A digest that Clerk exports, by the name that its column `password_hasher` has. @throws HashNotTaken */
export const readNamedHash = (text: string, hasher: string): ImportedHash => {
  if (hasher === 'scrypt_firebase') return readFirebase(text)
  if (hasher === 'pbkdf2_sha256') {
    const [, , salt = ''] = text.split('$')
    const hash = readHash(text)
    return hash.kind === 'pbkdf2' ? allowedHash({ ...hash, salt }) : hash
  }
  if (hasher === 'pbkdf2_sha1') {
    const [, iterations, salt = '', hash = ''] = text.split('$')
    const hex = base64(hash, 'hex')
    return allowedHash({
      kind: 'pbkdf2',
      digest: 'sha1',
      iterations: Number(iterations),
      salt: base64(salt, 'utf8'),
      hash: hex,
    })
  }
  return readHash(text)
}
