import type { RollcallEvent } from '#events/catalogue.ts'
import { isOneOf } from '#events/isOneOf.ts'
import type { AskedMail } from '#services/ports/mails.ts'

/** Events that ask for a mail by themselves. */
export const mailingTypes = ['UserInvited', 'PasswordResetOffered', 'EmailChangeOffered'] as const
const isMailing = isOneOf(...mailingTypes)

/** The mail that an event asks for by itself, whoever the person is and whatever happened before; null: none. */
export const mailAskedBy = (event: RollcallEvent): AskedMail | null => {
  if (!isMailing(event)) return null
  switch (event.type) {
    case 'UserInvited':
      return { kind: 'invite', userId: event.data.userId }
    case 'PasswordResetOffered':
      return { kind: 'password-reset', userId: event.data.userId }
    case 'EmailChangeOffered':
      return { kind: 'email-confirmation', userId: event.data.userId }
  }
}
