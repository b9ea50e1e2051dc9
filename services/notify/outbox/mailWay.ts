import type { Clock } from '#services/ambient/clock.ts'
import { mailboxPostbox, type Postbox } from './postbox.ts'
import { smtpPostbox } from './smtpPostbox.ts'
import { type SmtpServer, smtpServer } from './smtpServer.ts'

/**
 * How mails leave. `smtp`: to the operator's mail server. `mailbox`: they stay here, where the operator reads them. `off`: none
 * are written, and links are handed over by hand.
 */
export type MailWay = 'smtp' | 'mailbox' | 'off'

interface Chosen {
  SMTP_URL?: string | undefined
  MAIL_FROM?: SmtpServer['from'] | undefined
  MAILBOX: 'on' | 'off'
}

/** The people of a demo have no real addresses, so what they are sent never leaves the machine. */
export const mailWay = ({ SMTP_URL, MAILBOX }: Chosen, isDemo: boolean): MailWay => {
  if (!isDemo && SMTP_URL !== undefined) return 'smtp'
  return isDemo || MAILBOX === 'on' ? 'mailbox' : 'off'
}

export const openPostbox = ({ SMTP_URL: url, MAIL_FROM: from }: Chosen, way: MailWay, clock: Clock): Postbox =>
  way === 'smtp' && url !== undefined && from !== undefined ? smtpPostbox(smtpServer(url, from), clock) : mailboxPostbox
