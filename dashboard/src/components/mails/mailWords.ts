import type { MailKind, MailState } from '#events/wordLists.ts'

export const mailTitles: Record<MailKind, string> = {
  invite: 'Invite',
  'password-reset': 'Link for a new password',
  'email-confirmation': 'Confirmation of an address',
  'notices-off': 'Notice: notices switched off',
  'sign-in': 'Notice: new device or country',
  password: 'Notice: password changed',
  factors: 'Notice: second factors changed',
  email: 'Notice: address changed',
  roles: 'Notice: roles changed',
  'forced-out': 'Notice: session ended by others',
  suspicious: 'Notice: unusual session',
}

export const stateTitles: Record<MailState, string> = {
  waiting: 'Waits',
  sending: 'Is being sent',
  sent: 'Sent',
  failed: 'Not delivered',
  dropped: 'Not needed any more',
}

const known: Record<string, string> = {
  late: 'Its link ran out before it could be delivered. Make a new link.',
  EAUTH: 'The mail server does not take our login.',
  ECONNECTION: 'The mail server did not answer.',
  ECONNREFUSED: 'The mail server did not answer.',
  ESOCKET: 'The connection to the mail server broke.',
  ETIMEDOUT: 'The mail server did not answer in time.',
  EDNS: 'The mail server could not be found.',
  ENOTFOUND: 'The mail server could not be found.',
  ETLS: 'The mail server offers no TLS.',
  EENVELOPE: 'The mail server refused the address.',
}

/** Why a mail was not delivered, for whoever can do something about it. */
export const problemWords = (problem: string): string => {
  if (known[problem] !== undefined) return known[problem]
  if (/^5\d\d/.test(problem)) return `The mail server refused the address (${problem}). Look at how it is written.`
  if (/^4\d\d/.test(problem)) return `The mail server would not take it yet (${problem}).`
  return `It could not be handed over (${problem}).`
}
