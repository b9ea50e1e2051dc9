import type { PasskeyRefusal } from '#client/secondFactor/passkeyError.ts'
import type { SecondFactorMethod } from '#events/tenant/policy/words.ts'

export const factorTitles: Readonly<Record<SecondFactorMethod, string>> = {
  totp: 'App for codes',
  webauthn: 'Passkey',
}

/** Why the browser gave no passkey, and what to do. */
export const passkeyWords: Readonly<Record<PasskeyRefusal, string>> = {
  'passkey-cancelled': 'No passkey was shown. Try again, or use another way.',
  'passkey-known': 'This device or key is enrolled already.',
  'passkey-forbidden': 'Passkeys do not work at this address. Whoever runs the server has to give it an https address.',
  'passkey-failed': 'The browser could not use the passkey. Try again, or use another device.',
}
