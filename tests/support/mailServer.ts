import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** A mail as a mail server got it. */
export interface ReceivedMail {
  from: string
  to: string[]
  /** The whole message as it was sent. */
  raw: string
  header: (name: string) => string | undefined
  /** The plain text, its encoding undone. */
  text: string
}

/** What the server answers to a recipient: a code and words, or nothing for yes. */
export type Answer = { code: number; words: string } | null

const unfold = (head: string): string => head.replaceAll(/\r\n[ \t]+/g, ' ')

const decoded = (part: string): string => {
  const [head = '', ...rest] = part.split('\r\n\r\n')
  const body = rest.join('\r\n\r\n')
  if (/base64/i.test(head)) return Buffer.from(body, 'base64').toString('utf8')
  if (!/quoted-printable/i.test(head)) return body
  const bytes = body
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_found, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

const received = (raw: string, from: string, to: string[]): ReceivedMail => {
  const head = unfold(raw.slice(0, raw.indexOf('\r\n\r\n')))
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1]
  const boundary = /boundary="([^"]+)"/.exec(head)?.[1]
  const parts = boundary === undefined ? [raw] : raw.split(`--${boundary}`)
  const plain = parts.find((part) => /content-type: text\/plain/i.test(part)) ?? ''
  return { from, to, raw, header, text: decoded(plain.trimStart()) }
}

/** A real SMTP server on a port of its own that keeps what it is sent. */
export const mailServer = async (answerTo: (recipient: string) => Answer = () => null) => {
  const mails: ReceivedMail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo({ address }, _session, done) {
      const answer = answerTo(address)
      done(answer === null ? null : Object.assign(new Error(answer.words), { responseCode: answer.code }))
    },
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
        const to = envelope.rcptTo.map(({ address }) => address)
        mails.push(received(Buffer.concat(chunks).toString('utf8'), from, to))
        done()
      })
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    mailsTo: (address: string) => mails.filter(({ to }) => to.includes(address)),
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
export type MailServer = Awaited<ReturnType<typeof mailServer>>
