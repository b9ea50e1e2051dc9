import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rebuild } from '#services/projections/rebuild/rebuild.ts'
import { besideRollcall, type BesideRollcall } from '../../support/besideRollcall.ts'
import { httpClient, type HttpAnswer } from '../../support/httpClient.ts'
import { testRollcall, type SignedInClient, type TestRollcall } from '../../support/rollcall.ts'

let one: TestRollcall
let other: BesideRollcall
let admin: SignedInClient
beforeAll(async () => {
  one = await testRollcall({ slugs: ['acme'] })
  other = await besideRollcall(one)
  admin = await one.signIn('acme', 'admin')
})
afterAll(async () => {
  await other.stop()
  await one.stop()
})

const invited = ({ body }: HttpAnswer) =>
  body as { user: { id: string }; link?: string; expiresAt: string; position: string }
const tokenOf = (link: string) => new URL(link).hash.slice(1)
const somebody = () => `${randomUUID()}@acme.test`
const invite = async (email: string, change: object = {}) => {
  const answer = await admin.post('/v1/users', { email, roles: ['analyst'], ...change })
  expect(answer.status).toBe(201)
  const { user, link, ...rest } = invited(answer)
  return { userId: user.id, link: link!, token: tokenOf(link!), ...rest }
}
const rowOf = async (userId: string, position: string) =>
  (await admin.get(`/v1/users/${userId}?minPosition=${position}`)).body as Record<string, unknown>
const signInAt = (url: string, email: string, password: string) =>
  httpClient(url).post('/v1/auth/login', { tenant: 'acme', email, password, client: 'mobile' })
const there = () => httpClient(other.url)
const chosen = 'several words of my own'

describe('an invite over HTTP', () => {
  it('brings a person in through another process, who then signs in at the first', async () => {
    const email = somebody()
    const { userId, link, token, position, expiresAt } = await invite(email)
    expect(link.startsWith(`${one.url}/invite#`)).toBe(true)
    expect(await rowOf(userId, position)).toMatchObject({
      status: 'invited',
      email,
      roles: ['analyst'],
      invitedUntil: expiresAt,
    })
    expect((await there().post('/v1/invites/check', { token })).body).toEqual({
      whose: { tenant: { slug: 'acme', name: 'acme' }, email, name: '', passwordRules: { minimumLength: 8 } },
    })
    const accepted = await there().post('/v1/invites/accept', { token, name: 'Bob', password: chosen })
    expect(accepted).toMatchObject({ status: 201, body: { tenant: { slug: 'acme' }, email } })
    const signedIn = await signInAt(one.url, email, chosen)
    expect(signedIn).toMatchObject({ status: 200, body: { user: { id: userId, name: 'Bob', roles: ['analyst'] } } })
    await expect
      .poll(async () => (await admin.get(`/v1/users?filter=${encodeURIComponent(`user:${email}`)}`)).body)
      .toMatchObject({ items: [{ id: userId, status: 'active', name: 'Bob', invitedUntil: null }] })
  })

  it('refuses a sign-in before it was accepted as any other', async () => {
    const email = somebody()
    await invite(email)
    expect(await signInAt(other.url, email, chosen)).toMatchObject({
      status: 401,
      body: { code: 'invalid-credentials' },
    })
  })

  it('is used once', async () => {
    const { token } = await invite(somebody())
    const uses = await Promise.all(
      [one.url, other.url, one.url, other.url].map((url) =>
        httpClient(url).post('/v1/invites/accept', { token, name: 'Bob', password: chosen }),
      ),
    )
    expect(uses.map(({ status }) => status).sort()).toEqual([201, 401, 401, 401])
    expect((await there().post('/v1/invites/check', { token })).body).toEqual({ whose: null })
  })

  it('shows its link once: a repeat of the request is answered without it', async () => {
    const key = { 'idempotency-key': randomUUID() }
    const body = { email: somebody(), roles: ['member'] }
    const first = invited(await admin.post('/v1/users', body, key))
    const repeated = invited(await admin.post('/v1/users', body, key))
    expect(first.link).toBeDefined()
    const { link: _, ...rest } = first
    expect(repeated).toEqual(rest)
  })

  it('is sent again, then withdrawn, in the other process dead at once', async () => {
    const email = somebody()
    const { userId, token } = await invite(email)
    const again = invited(await admin.post(`/v1/users/${userId}/invite`))
    expect((await there().post('/v1/invites/check', { token })).body).toEqual({ whose: null })
    const renewed = tokenOf(again.link!)
    expect((await there().post('/v1/invites/check', { token: renewed })).body).toMatchObject({ whose: { email } })
    const withdrawn = await admin.delete(`/v1/users/${userId}/invite`)
    expect(withdrawn.status).toBe(204)
    const accepting = await there().post('/v1/invites/accept', { token: renewed, name: 'Bob', password: chosen })
    expect(accepting).toMatchObject({ status: 401, body: { code: 'invalid-credentials' } })
    expect(await rowOf(userId, withdrawn.headers.get('rollcall-position')!)).toMatchObject({
      status: 'withdrawn',
      roles: [],
      invitedUntil: null,
    })
    expect((await invite(email)).userId).not.toBe(userId)
  })

  it('is refused with what is wrong', async () => {
    const refusal = async (body: object) => (await admin.post('/v1/users', body)).body
    expect(await refusal({ email: 'admin@acme.test', roles: ['member'] })).toMatchObject({ code: 'already-exists' })
    expect(await refusal({ email: somebody(), roles: ['operator'] })).toMatchObject({
      errors: [{ path: 'body.roles' }],
    })
    expect(await refusal({ email: 'nobody', roles: ['member'] })).toMatchObject({ errors: [{ path: 'body.email' }] })
  })

  it('leaves the token in no line of the log that people read', async () => {
    const { userId, token, position } = await invite(somebody())
    const { body } = await admin.get(`/v1/log?filter=${encodeURIComponent(`userId:${userId}`)}&minPosition=${position}`)
    const text = JSON.stringify(body)
    expect(text).toContain('was invited')
    expect(text).not.toContain(token.slice(43))
  })

  it('is the same in a view that was made anew', async () => {
    const { userId, position } = await invite(somebody())
    const before = await rowOf(userId, position)
    await rebuild({
      databases: one.database.databases,
      masterKey: one.database.masterKey,
      kurrentdbUrl: one.kurrentdbUrl,
    })
    expect(await rowOf(userId, position)).toEqual(before)
  })
})

describe('a link for a new password over HTTP', () => {
  it('ends the sessions of the person in every process and lets them in with the new password alone', async () => {
    const email = somebody()
    const { userId, token } = await invite(email)
    await there().post('/v1/invites/accept', { token, name: 'Bob', password: chosen })
    const session = (await signInAt(one.url, email, chosen)).body as { accessToken: string }
    const answer = await admin.post(`/v1/users/${userId}/password-reset`)
    const reset = tokenOf((answer.body as { link: string }).link)
    expect((await there().post('/v1/auth/password/reset/check', { token: reset })).body).toMatchObject({
      whose: { email },
    })
    const bob = httpClient(one.url, { authorization: `Bearer ${session.accessToken}` })
    expect((await bob.get('/v1/me')).status).toBe(200)
    const next = 'other words altogether'
    expect((await there().post('/v1/auth/password/reset', { token: reset, next })).status).toBe(200)
    await expect.poll(async () => (await bob.get('/v1/me')).status).toBe(401)
    expect((await signInAt(one.url, email, chosen)).status).toBe(401)
    expect((await signInAt(one.url, email, next)).status).toBe(200)
  })
})
