import type { Policy } from '../../tenant/policy/sections.ts'
import type { SecondFactorMethod } from '../../tenant/policy/words.ts'
import { countOf } from '../words.ts'
import { lengthOfTime } from './lengthOfTime.ts'
import type { PolicyLine } from './policyLine.ts'
import { people } from './whoseWords.ts'

export const factorWords: Record<SecondFactorMethod, string> = { totp: 'code of an app', webauthn: 'passkey' }

export const secondFactorLines = (rules: Policy['secondFactor']): PolicyLine[] => [
  { name: 'Second factor needed by', value: rules.requiredFor.map((role) => people[role]) },
  { name: 'Counts as second factor', value: rules.methods.map((method) => factorWords[method]) },
  {
    name: 'Trusted device not asked for',
    value: rules.trustedDeviceDays === 0 ? 'always asked' : countOf(rules.trustedDeviceDays, 'day'),
  },
  { name: 'Passkey alone signs in', value: rules.passkeySignIn ? 'yes' : 'no' },
]

export const passwordLines = ({ minimumLength, refusedWords }: Policy['passwords']): PolicyLine[] => [
  { name: 'Password at least', value: countOf(minimumLength, 'character') },
  { name: 'Refused words', value: refusedWords },
]

export const reauthenticationLine = ({ maxAgeSeconds }: Policy['reauthentication']): PolicyLine => ({
  name: 'Asked again after',
  value: lengthOfTime(maxAgeSeconds),
})
