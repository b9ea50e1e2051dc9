import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { decodeAttestationObject } from '@simplewebauthn/server/helpers'
import { uuidBytes } from '#services/ambient/uuid.ts'
import type { MadePasskey, PasskeyOptions, ShownPasskey } from '#services/ports/secondFactors.ts'
import type { RelyingParty } from './relyingParty.ts'

/** What is stored of a passkey. */
export interface Passkey {
  credentialId: string
  /** COSE, base64url. */
  publicKey: string
  transports: string[]
}

/** Of a passkey that signed. */
export interface Signed {
  counter: number
  backedUp: boolean
}

interface Expected {
  party: RelyingParty
  /** base64url */
  nonce: string
  /** Of the application's pages, beside Rollcall's own. */
  origins: readonly string[]
}

const timeoutMs = 300_000
/** COSE: EdDSA, ES256, RS256. Authenticators know at least one of them. */
const algorithms = [-8, -7, -257]

const bytes = (base64url: string) => new Uint8Array(Buffer.from(base64url, 'base64url'))
const plain = (options: object): PasskeyOptions => options as PasskeyOptions

export const registrationOptions = async (
  { party, nonce }: Omit<Expected, 'origins'>,
  person: { userId: string; email: string; name: string; tenantName: string },
  known: readonly Passkey[],
): Promise<PasskeyOptions> =>
  plain(
    await generateRegistrationOptions({
      rpID: party.id,
      rpName: person.tenantName,
      userID: new Uint8Array(uuidBytes(person.userId)),
      userName: person.email,
      userDisplayName: person.name,
      challenge: bytes(nonce),
      timeout: timeoutMs,
      attestationType: 'none',
      supportedAlgorithmIDs: algorithms,
      excludeCredentials: known.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    }),
  )

/** `known` null: whichever the person chooses. `isAlone`: it must ask its holder for a PIN or the like. */
export const requestOptions = async (
  { party, nonce }: Omit<Expected, 'origins'>,
  known: readonly Passkey[] | null,
  isAlone: boolean,
): Promise<PasskeyOptions> => {
  const {
    allowCredentials,
    extensions: _none,
    ...options
  } = await generateAuthenticationOptions({
    rpID: party.id,
    challenge: bytes(nonce),
    timeout: timeoutMs,
    userVerification: isAlone ? 'required' : 'preferred',
    ...(known === null
      ? {}
      : { allowCredentials: known.map(({ credentialId, transports }) => ({ id: credentialId, transports })) }),
  })
  return plain(allowCredentials === undefined ? options : { ...options, allowCredentials })
}

/**
 * None was asked for, so nobody checks one: a statement with certificates would have the library fetch lists of withdrawn ones
 * from wherever they say.
 */
const carriesNoCertificates = (attestationObject: string): boolean => {
  const decoded = decodeAttestationObject(bytes(attestationObject))
  const format = decoded.get('fmt')
  return format === 'none' || (format === 'packed' && decoded.get('attStmt').get('x5c') === undefined)
}

/** The library throws at whatever is wrong with an answer. All of it is the same to whoever sent it. */
const orNull = <Answer>(work: () => Promise<Answer | null>): Promise<Answer | null> => work().catch(() => null)

/** Null: the answer is not to this request, or not what a browser makes. */
export const verifiedRegistration = (
  { party, nonce, origins }: Expected,
  { id, rawId, type, response }: MadePasskey & { response: { transports?: string[] | undefined } },
): Promise<(Passkey & Signed) | null> =>
  orNull(async () => {
    if (!carriesNoCertificates(response.attestationObject)) return null
    const { clientDataJSON, attestationObject, transports = [] } = response
    const verified = await verifyRegistrationResponse({
      response: { id, rawId, type, clientExtensionResults: {}, response: { clientDataJSON, attestationObject } },
      expectedChallenge: nonce,
      expectedOrigin: [party.origin, ...origins],
      expectedRPID: party.id,
      requireUserVerification: false,
      supportedAlgorithmIDs: algorithms,
    })
    if (!verified.verified) return null
    const { credential, credentialBackedUp } = verified.registrationInfo
    return {
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString('base64url'),
      transports,
      counter: credential.counter,
      backedUp: credentialBackedUp,
    }
  })

/**
 * Null: not signed with this passkey for this request. Does not compare the counter: that is decided on the person's stream.
 * `isAlone`: it must have asked its holder for a PIN or the like.
 */
export const verifiedSignature = (
  { party, nonce, origins }: Expected,
  { credentialId, publicKey }: Passkey,
  { shown, isAlone }: { shown: ShownPasskey; isAlone: boolean },
): Promise<Signed | null> =>
  orNull(async () => {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...shown, clientExtensionResults: {} },
      expectedChallenge: nonce,
      expectedOrigin: [party.origin, ...origins],
      expectedRPID: party.id,
      requireUserVerification: isAlone,
      credential: { id: credentialId, publicKey: bytes(publicKey), counter: 0 },
    })
    const { newCounter, credentialBackedUp } = authenticationInfo
    return verified ? { counter: newCounter, backedUp: credentialBackedUp } : null
  })
