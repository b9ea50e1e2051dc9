import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { httpClient } from '../../support/httpClient.ts'
import { mailServer, type MailServer, type ReceivedMail } from '../../support/mailServer.ts'
import { emailOf, password, testRollcall, type SignedInClient, type TestRollcall } from '../../support/rollcall.ts'

let server: MailServer
let one: TestRollcall
let silent: TestRollcall
let admin: SignedInClient
beforeAll(async () => {
  server = await mailServer()
  const environment = { SMTP_URL: server.url, MAIL_FROM: 'security@acme.example' }
  one = await testRollcall({ slugs: ['acme', 'globex'], environment })
  silent = await testRollcall({ slugs: ['acme'] })
  admin = await one.signIn('acme', 'admin')
}, 300_000)
afterAll(async () => {
  await silent.stop()
  await one.stop()
  await server.stop()
})

const patiently = { timeout: 60_000 }
const chosen = 'several words of my own'
const other = 'several other words of mine'
const there = () => httpClient(one.url)
const ask = (tenant: string, email: string) => there().post('/v1/auth/password/forgot', { tenant, email })
const signIn = (tenant: string, email: string, secret: string) =>
  there().post('/v1/auth/login', { tenant, email, password: secret, client: 'mobile' })
const linkIn = ({ text }: ReceivedMail): URL => new URL(/https?:\/\/\S+/.exec(text)![0])
const tokenIn = (mail: ReceivedMail): string => linkIn(mail).hash.slice(1)
const resetMails = (email: string) =>
  server.mailsTo(email).filter((mail) => mail.header('Subject')?.startsWith('Choose a new password'))
const noticesOf = (email: string, subject: string) =>
  server.mailsTo(email).filter((mail) => mail.header('Subject')?.startsWith(subject))

describe('a forgotten password', () => {
  it('is answered alike for everybody, and mailed to whoever is there', async () => {
    const email = emailOf('analyst', 'acme')
    const answers = await Promise.all([
      ask('acme', email),
      ask('acme', 'nobody@acme.test'),
      ask('nowhere', email),
      ask('globex', email),
    ])
    expect(answers.map(({ status, body }) => [status, body])).toEqual(answers.map(() => [202, {}]))
    await expect.poll(() => resetMails(email).length, patiently).toBe(1)
    expect(server.mailsTo('nobody@acme.test')).toEqual([])
  })

  it('takes one beat whether there is such a person or not', async () => {
    const took = async (email: string) => {
      const before = performance.now()
      await ask('globex', email)
      return performance.now() - before
    }
    expect(await took(emailOf('member', 'globex'))).toBeGreaterThanOrEqual(240)
    expect(await took('nobody@globex.test')).toBeGreaterThanOrEqual(240)
  })

  it('is replaced by the newest link, once; every session ends; the person is told', async () => {
    const email = emailOf('auditor', 'acme')
    const before = await one.signIn('acme', 'auditor')
    await ask('acme', email)
    await expect.poll(() => resetMails(email).length, patiently).toBe(1)
    await ask('acme', email)
    await expect.poll(() => resetMails(email).length, patiently).toBe(2)
    const [first, second] = resetMails(email)
    const reset = (mail: ReceivedMail, next: string) =>
      there().post('/v1/auth/password/reset', { token: tokenIn(mail), next })
    expect((await reset(first!, chosen)).status).toBe(401)
    expect((await reset(second!, chosen)).status).toBe(200)
    expect((await reset(second!, other)).status).toBe(401)
    expect((await before.get('/v1/me')).status).toBe(401)
    expect((await signIn('acme', email, password)).status).toBe(401)
    expect((await signIn('acme', email, chosen)).status).toBe(200)
    await expect.poll(() => noticesOf(email, 'Your password').length, patiently).toBe(1)
  })

  it('sends three links in an hour at most', async () => {
    const email = emailOf('admin', 'globex')
    for (let asked = 0; asked < 5; asked += 1) expect((await ask('globex', email)).status).toBe(202)
    const globex = await one.signIn('globex', 'admin')
    const kinds = async () =>
      (
        (await globex.get('/v1/mails')).body as { items: { kind: string; state: string; user: { email: string } }[] }
      ).items.filter(
        ({ kind, state, user }) =>
          kind === 'password-reset' && user.email === email && state !== 'waiting' && state !== 'sending',
      )
    await expect.poll(async () => (await kinds()).length, patiently).toBe(3)
    expect(resetMails(email).length).toBeLessThanOrEqual(3)
  })

  it('makes no link where mails are not set up, and says so before anybody asks', async () => {
    const client = httpClient(silent.url)
    const made = await (
      await silent.signIn('acme', 'admin')
    ).post(`/v1/users/${silent.userId('acme', 'member')}/password-reset`)
    const { link, mailed } = made.body as { link: string; mailed: boolean }
    expect(mailed).toBe(false)
    expect((await client.get('/v1/auth/password/forgot')).body).toEqual({ isSetUp: false })
    const asked = { tenant: 'acme', email: emailOf('member', 'acme') }
    expect((await client.post('/v1/auth/password/forgot', asked)).status).toBe(202)
    const reset = { token: new URL(link).hash.slice(1), next: chosen }
    expect((await client.post('/v1/auth/password/reset', reset)).status).toBe(200)
  })
})

const deviceOf = (id: string) => ({ id, name: `Browser ${id}` })
const signInFrom = async (email: string, id: string, secret = password) => {
  const answer = await there().post('/v1/auth/login', {
    tenant: 'acme',
    email,
    password: secret,
    client: 'mobile',
    device: deviceOf(id),
  })
  expect(answer.status).toBe(200)
  return answer.body as { accessToken: string; session: { id: string } }
}

describe('a notice', () => {
  it('of a sign-in from a new device lets its person say that it was not them, once', async () => {
    const email = emailOf('member', 'acme')
    for (let times = 0; times < 3; times += 1) await signInFrom(email, 'known')
    const thief = await signInFrom(email, 'stranger')
    await expect.poll(() => noticesOf(email, 'New sign-in').length, { timeout: 60_000 }).toBe(1)
    const [mail] = noticesOf(email, 'New sign-in')
    expect(mail!.text).toContain('Browser stranger')
    expect(mail!.text).not.toContain('Browser known')
    expect(linkIn(mail!).pathname).toBe('/notice')
    const token = tokenIn(mail!)

    const read = () => there().get(`/v1/notices/${token}`)
    expect((await read()).body).toMatchObject({
      tenant: { slug: 'acme' },
      kind: 'sign-in',
      happened: [{ device: 'Browser stranger' }],
      disowned: false,
    })
    const me = httpClient(one.url, { authorization: `Bearer ${thief.accessToken}` })
    expect((await me.get('/v1/me')).status).toBe(200)

    const notMe = () => there().post(`/v1/notices/${token}/not-me`)
    const said = await Promise.all([notMe(), notMe(), notMe()])
    expect(said.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    expect(said.find(({ status }) => status === 200)!.body).toEqual({ next: 'reset', mailed: true })
    expect((await me.get('/v1/me')).status).toBe(401)
    expect((await signIn('acme', email, password)).status).toBe(401)
    expect((await read()).body).toMatchObject({ disowned: true })

    const analyst = await one.signIn('acme', 'admin')
    await expect
      .poll(async () => (await analyst.get('/v1/anomalies')).body, patiently)
      .toMatchObject({ items: [{ rule: 'disowned-sign-in', sessionIds: [thief.session.id] }] })

    await expect.poll(() => resetMails(email).length, patiently).toBe(1)
    const reset = { token: tokenIn(resetMails(email)[0]!), next: chosen }
    expect((await there().post('/v1/auth/password/reset', reset)).status).toBe(200)
    expect((await signIn('acme', email, chosen)).status).toBe(200)
    expect(noticesOf(email, 'You were signed out')).toEqual([])
  })

  it('of sessions that an admin ends is one for all, with the message and without the reason', async () => {
    const { body } = await admin.post('/v1/users', { email: 'many@acme.test', roles: ['member'] })
    const { user, link } = body as { user: { id: string }; link: string }
    await there().post('/v1/invites/accept', { token: new URL(link).hash.slice(1), name: 'Many', password: chosen })
    for (let times = 0; times < 6; times += 1) await signInFrom('many@acme.test', 'one', chosen)
    const words = { reason: 'suspected theft', message: 'Please sign in again.' }
    await expect
      .poll(async () => (await admin.post(`/v1/users/${user.id}/revoke-sessions`, words)).status, patiently)
      .toBeLessThan(300)
    await expect.poll(() => noticesOf('many@acme.test', 'You were signed out').length, { timeout: 60_000 }).toBe(1)
    const [mail] = noticesOf('many@acme.test', 'You were signed out')
    expect(mail!.raw).not.toContain('suspected theft')
    expect(mail!.text).toContain('Please sign in again.')
    expect(mail!.text.match(/^- Browser one/gm)!.length).toBeGreaterThan(1)
  })

  it('is not sent to whoever has switched it off, who is told that once', async () => {
    const email = emailOf('analyst', 'acme')
    const analyst = await one.signIn('acme', 'analyst')
    const { switches } = (await analyst.get('/v1/me/notices')).body as { switches: Record<string, boolean> }
    expect(Object.values(switches).every(Boolean)).toBe(true)
    expect((await analyst.send('PUT', '/v1/me/notices', { ...switches, email: false })).status).toBe(400)
    expect((await analyst.send('PUT', '/v1/me/notices', { ...switches, roles: false })).status).toBe(204)
    await expect.poll(() => noticesOf(email, 'Notices about').length, { timeout: 60_000 }).toBe(1)
    const userId = one.userId('acme', 'analyst')
    expect((await admin.send('PUT', `/v1/users/${userId}/roles`, { roles: ['analyst', 'auditor'] })).status).toBe(204)
    const again = await one.signIn('acme', 'analyst')
    expect((await again.send('PUT', '/v1/me/notices', { ...switches, roles: true })).status).toBe(204)
    expect((await admin.send('PUT', `/v1/users/${userId}/roles`, { roles: ['analyst'] })).status).toBe(204)
    await expect.poll(() => noticesOf(email, 'Your roles').length, { timeout: 60_000 }).toBe(1)
    expect(noticesOf(email, 'Your roles')[0]!.text).toContain('now analyst')
    expect(noticesOf(email, 'Your roles')[0]!.text).not.toContain('auditor')
  })

  it('is a 404 for anybody who made its link up', async () => {
    for (const token of ['x', 'A'.repeat(115), '%00', 'ü'])
      for (const answer of [
        await there().get(`/v1/notices/${encodeURIComponent(token)}`),
        await there().post(`/v1/notices/${encodeURIComponent(token)}/not-me`),
      ])
        expect([400, 404]).toContain(answer.status)
  })
})
