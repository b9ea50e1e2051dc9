import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'

/** PKCS #8 of an Ed25519 key is this prefix and the 32-byte seed (RFC 8410, 7). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex')

export interface VectorKey {
  kid: string
  signing: KeyObject
  verifying: KeyObject
  jwk: { kty: 'OKP'; crv: 'Ed25519'; x: string; kid: string; alg: 'EdDSA'; use: 'sig' }
  sign: (text: string) => Buffer
}

/** The same key each time. Nobody uses it for anything but vectors. */
const vectorKey = (kid: string): VectorKey => {
  const seed = createHash('sha256').update(`Rollcall vectors: ${kid}`).digest()
  const signing = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' })
  const verifying = createPublicKey(signing)
  const { x } = verifying.export({ format: 'jwk' }) as { x: string }
  const jwk = { kty: 'OKP', crv: 'Ed25519', x, kid, alg: 'EdDSA', use: 'sig' } as const
  return { kid, signing, verifying, jwk, sign: (text) => sign(null, Buffer.from(text), signing) }
}

/** Published. */
export const current = vectorKey('5f1c0a9e7d3b2846')
/** Published: the one before. */
export const previous = vectorKey('a07be3d1946c25f8')
/** Somebody else's. */
export const stranger = vectorKey('c0ffee00c0ffee00')
