import type { SecondProof } from '#events/wire/factors.ts'
import { ApiError } from '../../api/problem.ts'

/** What each way is asked for with, and what leads to it from another. */
export const proofWords: Readonly<Record<SecondProof, { lead: string; switchTo: string }>> = {
  totp: { lead: 'Type the code that your authenticator app shows now.', switchTo: 'Use a code of your app' },
  webauthn: {
    lead: 'Confirm with your passkey: this device, another one or a security key.',
    switchTo: 'Use a passkey',
  },
  recovery: { lead: 'Type one of the recovery codes that you kept. Each works once.', switchTo: 'Use a recovery code' },
}

const wrongWords: Readonly<Record<SecondProof, string>> = {
  totp: 'That code is not right, or was used before.',
  webauthn: 'That passkey was not accepted.',
  recovery: 'That recovery code is not right, or was used before.',
}

export type ProofRefusal =
  /** The sign-in begins again, and why. */
  { kind: 'over'; why: string } | { kind: 'wrong'; why: string }

/** What a refusal of a second factor means; null: something else went wrong. */
export const proofRefusal = (error: unknown, method: SecondProof): ProofRefusal | null => {
  if (!(error instanceof ApiError)) return null
  if (error.code === 'challenge-ended') return { kind: 'over', why: 'That is over. Type your password again.' }
  if (error.code !== 'second-factor-wrong') return null
  const { triesLeft } = error.extra
  if (triesLeft === 0) return { kind: 'over', why: 'Too many wrong tries. Type your password again.' }
  const left =
    typeof triesLeft === 'number' ? ` ${triesLeft === 1 ? 'One try is' : `${triesLeft} tries are`} left.` : ''
  return { kind: 'wrong', why: wrongWords[method] + left }
}
