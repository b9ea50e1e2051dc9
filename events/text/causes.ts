/** Why a session was ended by decision, to stand after a colon or a comma. */
const revocations: Record<string, string> = {
  user: 'by its owner',
  admin: 'by an admin',
  operation: 'by an operation',
  limit: 'too many sessions',
  reuse: 'a refresh token was used twice',
  anomaly: 'because of an anomaly',
  credential: 'the password was changed',
  disabled: 'the account was disabled',
  hold: 'the account is held',
  block: 'blocked',
  restore: 'the log was restored from a backup',
  suspended: 'the tenant was suspended',
  policy: 'the rules changed',
  binding: 'it left the network or country that it was bound to',
  factors: 'the second factor was reset',
}

const refusals: Record<string, string> = {
  'unknown-user': 'no such user',
  'wrong-password': 'wrong password',
  disabled: 'account disabled',
  'password-expired': 'one-time password expired',
  'rate-limited': 'too many attempts',
  'not-allowed': 'not allowed',
  suspended: 'tenant suspended',
  'quota-reached': 'a quota was reached',
  held: 'account held',
  blocked: 'blocked',
  'session-limit': 'too many sessions',
  country: 'from a country that the rules keep out',
  network: 'from a network that the rules keep out',
  range: 'from an address that the rules keep out',
  'wrong-second-factor': 'wrong second factor',
  'passkey-not-allowed': 'a passkey alone is not enough',
  'session-ended': 'the session had ended',
  'second-factor-wrong': 'wrong second factor',
  'client-mismatch': 'another app or browser',
  'other-device': 'another browser or system',
}

export const revocationCause = (cause: string): string => revocations[cause] ?? cause
export const refusalCause = (cause: string): string => refusals[cause] ?? cause
