import { multiFactor, singleFactor } from '#events/session/authenticationContext.ts'

/**
 * Our words for how somebody signed in, in those of RFC 8176. Nobody has attested what keeps a passkey's key, so it is called
 * software-secured (`swk`), which is the least that is true.
 */
const ours: Readonly<Record<string, readonly string[]>> = {
  totp: ['otp'],
  recovery: ['otp'],
  webauthn: ['swk', 'user'],
}

/** A passkey alone was unlocked by its holder, so whoever proved one of these proved two factors. */
const isSecond = (method: string): boolean => Object.hasOwn(ours, method)

const mfa = 'mfa'

/** The claim `amr` of a proof. What an application says of its own sign-ins stands as it is. */
export const amrOf = (methods: readonly string[]): string[] => {
  if (!methods.some(isSecond)) return [...methods]
  return [...new Set([...methods.flatMap((method) => ours[method] ?? [method]), mfa])]
}

/** Whether the proof that an `amr` tells of consisted of two factors. */
export const isMultiFactor = (amr: readonly string[]): boolean => amr.includes(mfa)

/** The claim `acr`, beside such an `amr`. */
export const acrOf = (amr: readonly string[]): string => (isMultiFactor(amr) ? multiFactor : singleFactor)
