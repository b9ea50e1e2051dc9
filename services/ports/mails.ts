import type { MailKind } from '#events/wordLists.ts'

/**
 * How a feature has somebody written to: it appends an event, and `mailAskedBy` in services/notify/asking says which mail that event
 * asks for. The outbox writes the mail down in the transaction that moves its checkpoint past the event, makes the text from the
 * event when it sends it, and tries again until it is accepted or given up. So nothing waits for a mail server, no mail is lost
 * with a process, and neither an address nor the secret of a link is stored for it.
 */
export interface AskedMail {
  kind: MailKind
  /** Whom it is for, or whose account it is about. */
  userId: string
}

/** What features and pages need to know of mails. */
export interface Mails {
  /** Whether mails leave this installation, or its mailbox shows them. False: links are handed over by hand. */
  isSetUp: boolean
}
