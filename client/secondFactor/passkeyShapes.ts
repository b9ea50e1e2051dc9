/** What the server asks of a browser. Bytes in it are base64url. */
export type PasskeyOptions = { challenge: string } & Record<string, unknown>

interface Passkey<Response> {
  id: string
  rawId: string
  type: 'public-key'
  authenticatorAttachment: string | null
  clientExtensionResults: Record<string, never>
  response: Response
}
/** What a new passkey is enrolled with. */
export type MadePasskey = Passkey<{ clientDataJSON: string; attestationObject: string; transports: string[] }>
/** What somebody shows a passkey with. */
export type ShownPasskey = Passkey<{
  clientDataJSON: string
  authenticatorData: string
  signature: string
  userHandle: string | null
}>
