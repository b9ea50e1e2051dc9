import { createTransport, type SendMailOptions } from 'nodemailer'
import { isSMTPError, type SMTPError } from './smtpError.ts'
import type { Clock } from '#services/ambient/clock.ts'
import type { Handed, Mail, Postbox } from './postbox.ts'
import type { SmtpServer } from './smtpServer.ts'

/** Together less than a claim lasts, so that no other process sends the mail meanwhile. */
const connectMs = 15_000
const silenceMs = 60_000

/** The parts of a conversation in which a server speaks of this mail and not of us. */
const ofTheMail = new Set(['RCPT TO', 'DATA'])

/** Without the server's words: they often repeat the address. */
const problemOf = ({ responseCode, response, code }: SMTPError): string => {
  if (responseCode === undefined) return code ?? 'unknown'
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1]
  return enhanced === undefined ? String(responseCode) : `${responseCode} ${enhanced}`
}

const failed = (error: unknown): Handed => {
  if (!isSMTPError(error)) return { outcome: 'postponed', problem: 'unknown' }
  const isFinal = (error.responseCode ?? 0) >= 500 && ofTheMail.has(error.command ?? '')
  return { outcome: isFinal ? 'refused' : 'postponed', problem: problemOf(error) }
}

const messageOf = ({ id, to, ...content }: Mail, from: SmtpServer['from'], date: Date): SendMailOptions => ({
  ...content,
  from,
  // As an object it is one address, whatever stands in it.
  to: { name: '', address: to },
  envelope: { from: from.address, to: [to] },
  messageId: `<${id}@${from.address.split('@').at(-1)!}>`,
  date,
  headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  disableFileAccess: true,
  disableUrlAccess: true,
})

/** Hands mails to a mail server, one connection for each. */
export const smtpPostbox = ({ from, ...server }: SmtpServer, clock: Clock): Postbox => {
  const transport = createTransport({
    ...server,
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    dnsTimeout: connectMs,
    socketTimeout: silenceMs,
    logger: false,
  })
  return {
    async hand(mail) {
      try {
        await transport.sendMail(messageOf(mail, from, new Date(clock.now())))
        return { outcome: 'accepted' }
      } catch (error) {
        return failed(error)
      }
    },
  }
}
