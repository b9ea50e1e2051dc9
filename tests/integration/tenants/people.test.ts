import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '#events/tenant/events.ts'
import { besideRollcall, type BesideRollcall } from '../../support/besideRollcall.ts'
import { httpClient } from '../../support/httpClient.ts'
import { password, testRollcall, type SignedInClient, type TestRollcall } from '../../support/rollcall.ts'
import { closeSockets, closing, connected, endedMessage, openLive, openMe } from '../../support/sockets.ts'

let one: TestRollcall
let other: BesideRollcall
let admin: SignedInClient
beforeAll(async () => {
  one = await testRollcall({ slugs: ['acme'] })
  other = await besideRollcall(one)
  admin = await one.signIn('acme', 'admin')
})
afterEach(closeSockets)
afterAll(async () => {
  await other.stop()
  await one.stop()
})

const origin = () => ({ actor: { kind: 'system', id: 'tests' } as const, correlationId: randomUUID(), context: null })
const why = { reason: 'left', message: 'You left us.' }

/** Somebody of acme who signed in to the dashboard at the other process. */
const somebody = async (...roles: Role[]) => {
  const email = `${randomUUID()}@acme.test`
  const person = { tenantId: one.tenantId('acme'), email, name: 'Somebody', roles }
  const credential = { kind: 'password', password } as const
  const { userId } = await one.rollcall.tenants.commands.addUser({ ...person, credential }, origin())
  const signIn = async () => {
    const answer = await httpClient(other.url).post(
      '/v1/auth/login',
      { tenant: 'acme', email, password, client: 'dashboard', transport: 'cookie' },
      { origin: other.url, 'rollcall-client': 'dashboard' },
    )
    return { status: answer.status, token: (answer.body as { accessToken: string }).accessToken }
  }
  const { token } = await signIn()
  const there = httpClient(other.url, { authorization: `Bearer ${token}` })
  return { userId, email, token, there, signIn }
}
const within = { timeout: 30_000, interval: 20 }
const codeAt = async (client: ReturnType<typeof httpClient>, path: string) =>
  ((await client.get(path)).body as { code?: string }).code
const operationOf = async (operationId: string) => (await admin.get(`/v1/operations/${operationId}`)).body

describe('a person whom an admin gives another name and address', () => {
  it('signs in with it at once, stays signed in, and frees the former one', async () => {
    const { userId, email, there } = await somebody('member')
    const next = `${randomUUID()}@acme.test`
    const answer = await admin.send('PATCH', `/v1/users/${userId}`, { name: 'Ada Lovelace', email: next })
    expect(answer.status).toBe(204)
    const position = answer.headers.get('rollcall-position')!
    const shown = await admin.get(`/v1/people/${userId}?minPosition=${encodeURIComponent(position)}`)
    expect(shown.body).toMatchObject({ name: 'Ada Lovelace', email: next })
    expect((await there.get('/v1/auth/session')).status).toBe(200)
    const signInAs = async (typed: string) =>
      (await httpClient(one.url).post('/v1/auth/login', { tenant: 'acme', email: typed, password })).status
    expect([await signInAs(email), await signInAs(next)]).toEqual([401, 200])
  })

  it('keeps both where the address is somebody else’s, or nothing is said', async () => {
    const [{ userId }, { email }] = [await somebody('member'), await somebody('member')]
    const taken = await admin.send('PATCH', `/v1/users/${userId}`, { name: 'Ada', email })
    expect([taken.status, (taken.body as { code: string }).code]).toEqual([409, 'already-exists'])
    expect((await admin.send('PATCH', `/v1/users/${userId}`, {})).status).toBe(400)
    expect((await admin.send('PATCH', `/v1/users/${randomUUID()}`, { name: 'Ada' })).status).toBe(404)
  })
})

describe('a changed role', () => {
  it('acts on an unexpired token and an open page of another process within a second', async () => {
    const { userId, there, token } = await somebody('analyst')
    const page = openLive(other.url, token)
    await connected(page)
    expect((await there.get('/v1/sessions')).status).toBe(200)
    const cut = closing(page)
    const answer = await admin.send('PUT', `/v1/users/${userId}/roles`, { roles: ['member'] })
    const answeredAt = performance.now()
    expect(answer.status).toBe(204)
    await expect.poll(() => codeAt(there, '/v1/sessions'), within).toBe('token-outdated')
    await cut
    expect(performance.now() - answeredAt).toBeLessThan(1_000)
  })

  it('is refused for oneself, and leaves a repeat as it is', async () => {
    const { userId } = await somebody('member')
    const change = () => admin.send('PUT', `/v1/users/${userId}/roles`, { roles: ['auditor'] })
    expect((await change()).status).toBe(204)
    const before = await one.head()
    expect((await change()).status).toBe(204)
    expect(await one.head()).toBe(before)
    const self = await admin.send('PUT', `/v1/users/${one.userId('acme', 'admin')}/roles`, { roles: ['member'] })
    expect(self).toMatchObject({ status: 409, body: { code: 'locks-you-out' } })
  })
})

describe('disabling a person', () => {
  it('previews what goes, ends it in every process within a second, and accounts for it', async () => {
    const { userId, there, token, signIn } = await somebody('admin')
    await signIn()
    const invited = await there.post('/v1/users', { email: `${randomUUID()}@acme.test`, roles: ['admin'] })
    const invite = invited.body as { user: { id: string }; link: string; position: string }
    await admin.get(`/v1/users?minPosition=${invite.position}`)
    const keyOfTheirs = { name: 'Their key', scopes: ['read'], userId, expiresAt: null }
    expect(await admin.post('/v1/api-keys', keyOfTheirs)).toMatchObject({ status: 201 })
    const preview = await admin.get(`/v1/users/${userId}/disable`)
    expect(preview).toMatchObject({ status: 200, body: { sessions: 2, keys: 1, invites: 1 } })
    const sockets = [openLive(other.url, token), openMe(other.url, token)]
    await Promise.all(sockets.map(connected))
    const told = Promise.all(sockets.map(endedMessage))
    const cut = Promise.all(sockets.map(closing))
    const answer = await admin.post(`/v1/users/${userId}/disable`, why)
    const answeredAt = performance.now()
    expect(answer).toMatchObject({
      status: 200,
      body: { ended: 2, invites: 1, operation: { kind: 'disable', userId } },
    })
    await expect.poll(() => codeAt(there, '/v1/sessions'), within).toBe('session-ended')
    expect(await told).toMatchObject([{ cause: 'disabled', message: why.message }, { cause: 'disabled' }])
    await cut
    expect(performance.now() - answeredAt).toBeLessThan(1_000)
    expect((await signIn()).status).toBe(401)
    const { operation, position } = answer.body as { operation: { id: string }; position: string }
    await expect
      .poll(() => operationOf(operation.id))
      .toMatchObject({ operation: { state: 'finished', ended: 2, alreadyEnded: 0 } })
    const inviteToken = new URL(invite.link).hash.slice(1)
    expect((await admin.post('/v1/invites/check', { token: inviteToken })).body).toEqual({ whose: null })
    const row = async (id: string) => (await admin.get(`/v1/users/${id}?minPosition=${position}`)).body
    expect(await row(userId)).toMatchObject({ status: 'disabled', sessions: { live: 0, past: 2 } })
    await expect.poll(() => row(invite.user.id)).toMatchObject({ status: 'withdrawn', roles: [] })
  })

  it('is undone by enabling, which brings no session back', async () => {
    const { userId, there, signIn } = await somebody('member')
    await admin.post(`/v1/users/${userId}/disable`, why)
    expect((await admin.post(`/v1/users/${userId}/enable`, {})).status).toBe(204)
    expect((await signIn()).status).toBe(200)
    await expect.poll(() => codeAt(there, '/v1/me'), within).toBe('session-ended')
  })

  it('gives a repeat with the same key the same answer', async () => {
    const { userId } = await somebody('member')
    const key = { 'idempotency-key': randomUUID() }
    const first = await admin.post(`/v1/users/${userId}/disable`, why, key)
    const again = await admin.post(`/v1/users/${userId}/disable`, why, key)
    expect(again).toMatchObject({ status: 200, body: first.body as object })
  })

  it('is refused for oneself and for who has not come in, in the preview too', async () => {
    const self = one.userId('acme', 'admin')
    const invited = await admin.post('/v1/users', { email: `${randomUUID()}@acme.test`, roles: ['member'] })
    const { id } = (invited.body as { user: { id: string } }).user
    for (const [userId, code] of [
      [self, 'locks-you-out'],
      [id, 'wrong-state'],
    ] as const) {
      expect((await admin.get(`/v1/users/${userId}/disable`)).body).toMatchObject({ code })
      expect((await admin.post(`/v1/users/${userId}/disable`, why)).body).toMatchObject({ code })
    }
  })

  it('leaves one of two admins who disable each other at once in two processes', async () => {
    const { userId, there } = await somebody('admin')
    const [mine, theirs] = await Promise.all([
      admin.post(`/v1/users/${userId}/disable`, why),
      there.post(`/v1/users/${one.userId('acme', 'admin')}/disable`, why),
    ])
    expect([mine.status, theirs.status].filter((status) => status === 200)).toHaveLength(1)
  })
})
