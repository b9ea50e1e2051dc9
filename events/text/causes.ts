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
  'session-ended': 'the session had ended',
  'client-mismatch': 'another app or browser',
  'other-device': 'another browser or system',
}

export const revocationCause = (cause: string): string => revocations[cause] ?? cause
export const refusalCause = (cause: string): string => refusals[cause] ?? cause
