import type { EventOf } from '../domainEvent.ts'
import type { Recorded } from '../envelope.ts'
import type { SecondFactorMethod } from '../tenant/policy/words.ts'
import type { PasskeyClaimed } from '../user/events.ts'
import type { factorEvents } from '../user/factorEvents.ts'
import { countOf, type Names } from './words.ts'

export type FactorEvent = EventOf<(typeof factorEvents)[number]>

const methods: Record<SecondFactorMethod, string> = { totp: 'an app for codes', webauthn: 'a passkey' }

/** What happened to a person's second factors. */
export const factorSentence = (event: Recorded<FactorEvent | PasskeyClaimed>, names: Names): string => {
  const who = names(event.data.userId) ?? 'Somebody'
  switch (event.type) {
    case 'SecondFactorEnrolled':
      return `${who} added ${methods[event.data.method]} as a second factor`
    case 'SecondFactorRenamed':
      return `${who} renamed a second factor`
    case 'SecondFactorRemoved':
      return `${who} removed a second factor`
    case 'SecondFactorUsed':
      return `${who} proved a second factor`
    case 'SecondFactorRefused':
      return `A passkey of ${who} was refused: it has counted less than before, so somebody may have a copy of it`
    case 'SecondFactorsReset':
      return `The second factors of ${who} were reset by an admin, and every session ended`
    case 'RecoveryCodesMade':
      return `${who} was given ${countOf(event.data.count, 'recovery code')}`
    case 'RecoveryCodeUsed':
      return `${who} used a recovery code`
    case 'DeviceTrusted':
      return `${who} trusted a device: it is not asked for a second factor`
    case 'DeviceTrustWithdrawn':
      return `${who} no longer trusts a device`
    case 'PasskeyClaimed':
      return `A passkey was taken for ${who}`
  }
}
