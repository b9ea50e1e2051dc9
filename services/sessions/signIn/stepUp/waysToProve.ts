import type { Person } from '#services/ports/identity.ts'
import {
  type FactorKeeping,
  passkeyIsEnough,
  type SecondFactors,
  type secondFactorRules,
} from '#services/ports/secondFactors.ts'
import { provableBy } from '../secondFactor/askFor.ts'

export interface Prover {
  rules: ReturnType<typeof secondFactorRules>
  known: SecondFactors
  person: Pick<Person, 'secretId'>
}

const byPassword = ['pwd']
const byPasskey = ['webauthn']

/**
 * The ways in which a signed-in person can prove anew who they are: what each consists of. Whoever has a second factor proves it beside
 * the password; a passkey that asks for a PIN or the like stands for both. docs/decisions/0115.
 */
export const waysToProve = (
  { rules, known, person }: Prover,
  factors: Pick<FactorKeeping, 'takesPasskeys'>,
): string[][] => {
  const second = provableBy(known, rules, factors)
  if (second.length === 0) return [byPassword]
  const alone = second.includes('webauthn') && passkeyIsEnough(rules) ? [byPasskey] : []
  return person.secretId === null ? alone : [...alone, ...second.map((method) => [...byPassword, method])]
}
