import type { RollcallEvent } from '#events/catalogue.ts'
import { isOneOf } from '#events/isOneOf.ts'
import type { SecondFactorMethod } from '#events/tenant/policy/words.ts'

/** What people are told of their second factors: whatever changes who can prove one, and the use of what is kept for emergencies. */
export const factorChanges = [
  'SecondFactorEnrolled',
  'SecondFactorRemoved',
  'SecondFactorsReset',
  'RecoveryCodesMade',
  'RecoveryCodeUsed',
] as const
export const isFactorChange = isOneOf(...factorChanges)
type FactorChange = Extract<RollcallEvent, { type: (typeof factorChanges)[number] }>

const added: Record<SecondFactorMethod, string> = { totp: 'added an app for codes', webauthn: 'added a passkey' }

/** In a list of what happened to somebody's second factors. */
export const factorChangeText = (event: FactorChange): string => {
  switch (event.type) {
    case 'SecondFactorEnrolled':
      return added[event.data.method]
    case 'SecondFactorRemoved':
      return 'removed one'
    case 'SecondFactorsReset':
      return 'all removed by an admin'
    case 'RecoveryCodesMade':
      return 'made new recovery codes; earlier ones no longer work'
    case 'RecoveryCodeUsed':
      return 'used a recovery code'
  }
}
