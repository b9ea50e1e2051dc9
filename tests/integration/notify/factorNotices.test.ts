import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { httpClient, type HttpClient } from '../../support/httpClient.ts'
import { mailServer, type MailServer } from '../../support/mailServer.ts'
import { emailOf, testRollcall, type SignedInClient, type TestRollcall } from '../../support/rollcall.ts'
import { softPasskey } from '../../support/softPasskey.ts'

let mails: MailServer
let server: TestRollcall
let admin: SignedInClient
beforeAll(async () => {
  mails = await mailServer()
  const environment = { SMTP_URL: mails.url, MAIL_FROM: 'security@acme.example' }
  server = await testRollcall({ slugs: ['acme'], environment })
  admin = await server.signIn('acme', 'admin')
}, 300_000)
afterAll(async () => {
  await server?.stop()
  await mails?.stop()
})

const patiently = { timeout: 60_000 }
const subject = 'Your second factors for acme were changed'
const told = () => mails.mailsTo(emailOf('member', 'acme')).filter((mail) => mail.header('Subject') === subject)
const addPasskey = async (person: HttpClient) => {
  const { origin, hostname } = new URL(server.url)
  const passkey = softPasskey({ rpId: hostname, origin })
  const { body } = await person.post('/v1/me/factors/webauthn/options')
  const { enrolment, options } = body as { enrolment: string; options: { challenge: string } }
  const made = { enrolment, response: passkey.create(options), name: 'Somebody’s key' }
  expect((await person.post('/v1/me/factors/webauthn', made)).status).toBe(200)
}
const factors = async () =>
  ((await admin.get(`/v1/users/${server.userId('acme', 'member')}/factors`)).body as { items: unknown[] }).items

describe('somebody whose second factors change', () => {
  it('is told by mail what was added; what they say was not them lets nobody in', async () => {
    await addPasskey(await server.signIn('acme', 'member'))
    await expect.poll(() => told().length, patiently).toBe(1)
    const { text } = told()[0]!
    expect(text).toContain('added a passkey')
    expect(text).not.toContain('Somebody’s key')
    const token = new URL(/https?:\/\/\S+/.exec(text)![0]).hash.slice(1)
    const anybody = httpClient(server.url)
    expect((await anybody.get(`/v1/notices/${token}`)).body).toMatchObject({ kind: 'factors', disowned: false })
    expect(await factors()).toHaveLength(1)
    const said = await anybody.post(`/v1/notices/${token}/not-me`)
    expect([said.status, said.body]).toEqual([200, { next: 'reset', mailed: true }])
    await expect.poll(factors, patiently).toEqual([])
    expect(told()).toHaveLength(1)
    const { body } = await admin.get('/v1/mails?limit=200')
    expect((body as { items: { kind: string }[] }).items.map(({ kind }) => kind)).toContain('factors')
  })
})
