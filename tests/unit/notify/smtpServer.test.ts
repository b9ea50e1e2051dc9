import { describe, expect, it } from 'vitest'
import { mailWay } from '#services/notify/outbox/mailWay.ts'
import { pauseSeconds } from '#services/notify/outbox/sendMails.ts'
import { smtpServer } from '#services/notify/outbox/smtpServer.ts'
import { readSettings, SettingsError } from '#services/settings/settings.ts'

const from = { name: 'Acme', address: 'security@acme.test' }

describe('the mail server of the settings', () => {
  it('is spoken to with TLS, at once or before anything is said', () => {
    expect(smtpServer('smtps://mail.acme.test', from)).toMatchObject({ port: 465, secure: true })
    expect(smtpServer('smtp://mail.acme.test', from)).toMatchObject({ port: 587, secure: false, requireTLS: true })
  })

  it('is spoken to without TLS on this machine, and elsewhere where the operator says so', () => {
    for (const url of ['smtp://localhost:25', 'smtp://127.0.0.1:25', 'smtp://[::1]:25', 'smtp://relay:25?tls=false'])
      expect(smtpServer(url, from)).toMatchObject({ requireTLS: false, ignoreTLS: true, port: 25 })
  })

  it('is logged in to with what stands in the address, its escapes undone', () => {
    expect(smtpServer('smtps://rollcall%40acme:p%2Fw%3A@mail.acme.test', from).auth).toEqual({
      user: 'rollcall@acme',
      pass: 'p/w:',
    })
  })

  it('needs a sender, as an address alone or with a name', () => {
    expect(() => readSettings({ SMTP_URL: 'smtp://mail.acme.test' })).toThrow(SettingsError)
    expect(readSettings({ MAIL_FROM: 'Acme security <security@acme.test>' }).MAIL_FROM).toEqual({
      name: 'Acme security',
      address: 'security@acme.test',
    })
    expect(readSettings({ MAIL_FROM: 'security@acme.test' }).MAIL_FROM?.name).toBe('Rollcall')
    for (const wrong of ['Acme', 'Acme <>', 'a@b.test, c@d.test', 'Acme <a@b.test>\r\nBcc: c@d.test'])
      expect(() => readSettings({ MAIL_FROM: wrong })).toThrow(SettingsError)
  })
})

describe('mails', () => {
  it('are off unless a mail server or the mailbox is asked for, and never leave a demo', () => {
    const server = { SMTP_URL: 'smtp://mail.acme.test', MAIL_FROM: from }
    expect(mailWay({ MAILBOX: 'off' }, false)).toBe('off')
    expect(mailWay({ MAILBOX: 'on' }, false)).toBe('mailbox')
    expect(mailWay({ ...server, MAILBOX: 'on' }, false)).toBe('smtp')
    expect(mailWay({ ...server, MAILBOX: 'off' }, true)).toBe('mailbox')
  })

  it('are tried again after growing pauses', () => {
    expect([1, 2, 3, 4].map(pauseSeconds)).toEqual([60, 120, 240, 480])
    expect(pauseSeconds(40)).toBe(4 * 3_600)
  })
})
