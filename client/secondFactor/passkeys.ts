import { PasskeyError } from './passkeyError.ts'
import { creationOf, madeAnswer, requestOf, shownAnswer } from './passkeyJson.ts'
import type { MadePasskey, PasskeyOptions, ShownPasskey } from './passkeyShapes.ts'

/** Whether this browser, on this page, has passkeys. */
export const passkeysWork = (): boolean =>
  globalThis.isSecureContext === true && typeof globalThis.PublicKeyCredential === 'function'

/** Whether the browser suggests passkeys in a field with `autocomplete="username webauthn"`. */
export const canSuggestPasskeys = async (): Promise<boolean> =>
  passkeysWork() && (await PublicKeyCredential.isConditionalMediationAvailable?.().catch(() => false)) === true

const answered = async (asking: Promise<Credential | null>): Promise<PublicKeyCredential> => {
  try {
    const credential = await asking
    if (credential !== null) return credential as PublicKeyCredential
  } catch (error) {
    throw new PasskeyError(error)
  }
  throw new PasskeyError(new DOMException('The browser gave nothing.', 'NotAllowedError'))
}

/** Makes a passkey on this device, another one or a key. @throws PasskeyError */
export const makePasskey = async (options: PasskeyOptions, signal?: AbortSignal): Promise<MadePasskey> =>
  madeAnswer(
    await answered(navigator.credentials.create({ publicKey: creationOf(options), ...(signal && { signal }) })),
  )

/** `isSuggested`: the browser offers it among what it fills in, and waits for as long as it takes; `signal` ends that. */
export interface HowShown {
  isSuggested?: boolean
  signal?: AbortSignal
}

/** Asks for a passkey. @throws PasskeyError */
export const showPasskey = async (
  options: PasskeyOptions,
  { isSuggested = false, signal }: HowShown = {},
): Promise<ShownPasskey> =>
  shownAnswer(
    await answered(
      navigator.credentials.get({
        publicKey: requestOf(options),
        ...(isSuggested && { mediation: 'conditional' as const }),
        ...(signal && { signal }),
      }),
    ),
  )
