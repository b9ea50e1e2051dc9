import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** Just enough of CBOR (RFC 8949) for what an authenticator writes: integers, bytes, texts and maps. */
const head = (major: number, value: number): Buffer => {
  if (value < 24) return Buffer.from([(major << 5) | value])
  if (value < 256) return Buffer.from([(major << 5) | 24, value])
  return Buffer.from([(major << 5) | 25, value >> 8, value & 255])
}
type Cbor = number | string | Buffer | Map<number | string, Cbor>
const cbor = (value: Cbor): Buffer => {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, each]) => [cbor(key), cbor(each)])])
}

const sha256 = (bytes: Buffer | string): Buffer => createHash('sha256').update(bytes).digest()
const base64url = (bytes: Buffer | string): string => Buffer.from(bytes).toString('base64url')

const flags = { present: 0x01, verified: 0x04, backupEligible: 0x08, backedUp: 0x10, attested: 0x40 }

export interface SoftPasskey {
  /** As `navigator.credentials.create`, in JSON. */
  create(options: { challenge: string }): ReturnType<typeof made>
  /** As `navigator.credentials.get`, in JSON. */
  get(options: { challenge: string }, how?: { asksForPin?: boolean; origin?: string }): ReturnType<typeof shown>
  /** How often it has signed. Set it back to be a copy. */
  counter: number
  readonly id: string
}

const made = (id: string, clientDataJSON: string, attestationObject: Buffer) => ({
  id,
  rawId: id,
  type: 'public-key' as const,
  clientExtensionResults: {},
  response: { clientDataJSON, attestationObject: base64url(attestationObject), transports: ['internal'] },
})
const shown = (id: string, clientDataJSON: string, authenticatorData: Buffer, signature: Buffer) => ({
  id,
  rawId: id,
  type: 'public-key' as const,
  clientExtensionResults: {},
  response: {
    clientDataJSON,
    authenticatorData: base64url(authenticatorData),
    signature: base64url(signature),
    userHandle: null,
  },
})

/** An authenticator with an ES256 key and no attestation (WebAuthn Level 3), for tests without a browser. */
export const softPasskey = ({ rpId, origin }: { rpId: string; origin: string }): SoftPasskey => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const credentialId = randomBytes(32)
  const id = base64url(credentialId)
  /** RFC 9052: EC2, ES256, P-256. */
  const key = new Map<number, Cbor>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, Buffer.from(x, 'base64url')],
    [-3, Buffer.from(y, 'base64url')],
  ])
  const clientData = (type: string, challenge: string, from: string): string =>
    base64url(JSON.stringify({ type, challenge, origin: from, crossOrigin: false }))
  const authData = (bits: number, counter: number, attested = Buffer.alloc(0)): Buffer => {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counter)
    return Buffer.concat([sha256(rpId), Buffer.from([bits]), count, attested])
  }
  const passkey: SoftPasskey = {
    id,
    counter: 0,
    create({ challenge }) {
      const length = Buffer.from([0, credentialId.length])
      const attested = Buffer.concat([Buffer.alloc(16), length, credentialId, cbor(key)])
      const data = authData(flags.present | flags.verified | flags.attested, passkey.counter, attested)
      const object = new Map<string, Cbor>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', data],
      ])
      return made(id, clientData('webauthn.create', challenge, origin), cbor(object))
    },
    get({ challenge }, { asksForPin = true, origin: from = origin } = {}) {
      passkey.counter += 1
      const clientDataJSON = clientData('webauthn.get', challenge, from)
      const data = authData(flags.present | (asksForPin ? flags.verified : 0), passkey.counter)
      const signed = Buffer.concat([data, sha256(Buffer.from(clientDataJSON, 'base64url'))])
      return shown(id, clientDataJSON, data, sign('sha256', signed, privateKey))
    },
  }
  return passkey
}
