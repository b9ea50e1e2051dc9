import type { MadePasskey, PasskeyOptions, ShownPasskey } from './passkeyShapes.ts'

interface Descriptor {
  id: string
  type: 'public-key'
  transports?: AuthenticatorTransport[]
}

/** Base64url without padding (RFC 4648). */
const textOf = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0))

const descriptors = (list: unknown) =>
  ((list ?? []) as Descriptor[]).map((descriptor) => ({ ...descriptor, id: bytesOf(descriptor.id) }))

/** For `navigator.credentials`; by hand, because not every browser has `PublicKeyCredential.parseCreationOptionsFromJSON`. */
export const creationOf = ({ challenge, user, excludeCredentials, ...rest }: PasskeyOptions) =>
  ({
    ...rest,
    challenge: bytesOf(challenge),
    user: { ...(user as { id: string }), id: bytesOf((user as { id: string }).id) },
    excludeCredentials: descriptors(excludeCredentials),
  }) as unknown as PublicKeyCredentialCreationOptions

export const requestOf = ({ challenge, allowCredentials, ...rest }: PasskeyOptions) =>
  ({
    ...rest,
    challenge: bytesOf(challenge),
    allowCredentials: descriptors(allowCredentials),
  }) as PublicKeyCredentialRequestOptions

/** As `PublicKeyCredential.toJSON` writes it, which not every browser has either. */
const answerOf = <Response>({ id, rawId, authenticatorAttachment }: PublicKeyCredential, response: Response) => ({
  id,
  rawId: textOf(rawId),
  type: 'public-key' as const,
  authenticatorAttachment,
  clientExtensionResults: {},
  response,
})

export const madeAnswer = (credential: PublicKeyCredential): MadePasskey => {
  const response = credential.response as AuthenticatorAttestationResponse
  return answerOf(credential, {
    clientDataJSON: textOf(response.clientDataJSON),
    attestationObject: textOf(response.attestationObject),
    transports: response.getTransports?.() ?? [],
  })
}

export const shownAnswer = (credential: PublicKeyCredential): ShownPasskey => {
  const response = credential.response as AuthenticatorAssertionResponse
  const { clientDataJSON, authenticatorData, signature, userHandle } = response
  return answerOf(credential, {
    clientDataJSON: textOf(clientDataJSON),
    authenticatorData: textOf(authenticatorData),
    signature: textOf(signature),
    userHandle: userHandle === null ? null : textOf(userHandle),
  })
}
