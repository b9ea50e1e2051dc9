import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '#events/tenant/events.ts'
import { httpClient, type HttpAnswer } from '../../support/httpClient.ts'
import { emailOf, testRollcall, type TestRollcall } from '../../support/rollcall.ts'
import { eventually } from '../../support/eventually.ts'

let acme: TestRollcall
/** The server of acme's application `web`. */
let web: ReturnType<typeof httpClient>
const by = (key: string) => httpClient(acme.url, { 'rollcall-key': key })
beforeAll(async () => {
  acme = await testRollcall()
  web = by(await acme.apiKey('acme', ['sessions']))
})
afterAll(() => acme.stop())

interface Started {
  accessToken?: string
  refreshToken?: string
  session: { id: string; client: string; startedAt: string; authTime: string; absoluteExpiresAt: string }
  user: { id: string; email: string }
  code: string
}
const order = (userRef: string, more: object = {}) => ({
  userRef,
  context: { ip: '198.51.100.7', userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0 Safari/537.36' },
  authMethods: ['pwd'],
  ...more,
})
const member = emailOf('member', 'acme')
const bodyOf = ({ body }: HttpAnswer) => body as Started
const start = async (userRef: string, more: object = {}): Promise<Started> => {
  const answer = await web.post('/v1/sessions', order(userRef, more))
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return bodyOf(answer)
}
const refusal = async (answering: Promise<HttpAnswer>) => {
  const { status, body } = await answering
  return { status, code: (body as { code?: string }).code }
}
const form = { 'content-type': 'application/x-www-form-urlencoded' }
const isSignedIn = async (accessToken: string) =>
  (await httpClient(acme.url, { authorization: `Bearer ${accessToken}` }).get('/v1/auth/session')).status

describe('an application that signs a person in itself', () => {
  it('gets the tokens of a sign-in for the person that its reference stands for', async () => {
    expect(await refusal(web.post('/v1/sessions', order('4711')))).toEqual({ status: 404, code: 'person-unknown' })
    const first = await start('4711', { email: member, authMethods: ['pwd', 'otp'] })
    expect(first).toMatchObject({ user: { id: acme.userId('acme', 'member') }, session: { client: 'web' } })
    const later = await start('4711')
    expect(later.user.id).toBe(first.user.id)
    expect(await isSignedIn(later.accessToken!)).toBe(200)
    const refreshed = await httpClient(acme.url).post('/v1/auth/refresh', { refreshToken: later.refreshToken })
    expect(refreshed).toMatchObject({ status: 200, body: { session: { id: later.session.id } } })
  })

  it('says where the person is: its own address is not theirs', async () => {
    const { session } = await start('where', { email: member, device: { name: 'Ann’s PC' } })
    const admin = await acme.signIn('acme', 'admin')
    await eventually(async () => {
      const { body } = await admin.get(`/v1/sessions/${session.id}`)
      expect(body).toMatchObject({ last: { ip: '198.51.100.7' }, device: { name: 'Ann’s PC', browser: 'Chrome 142' } })
    })
  })

  it('says by what the device is known, and colleagues find what goes under another id', async () => {
    const hash = 'Zk3_0f9c2b7e41d8'
    const from = async (id: string) =>
      (await start('known', { email: member, device: { id, fingerprint: { version: '1', hash } } })).session.id
    const [first, second] = [await from('phone-1'), await from('phone-2')]
    const admin = await acme.signIn('acme', 'admin')
    const found = async (path: string) =>
      ((await admin.get(path)).body as { items: { id: string; sessionId: string }[] }).items
    await eventually(async () => {
      expect(await found(`/v1/sessions?filter=fingerprint:1.${hash}%20-deviceId:phone-1`)).toMatchObject([
        { id: second, device: { id: 'phone-2', fingerprint: { version: '1', hash } } },
      ])
      expect(await found(`/v1/log?filter=type:SessionStarted%20device.fingerprint:1.zk3_*`)).toMatchObject([
        { sessionId: second, context: { device: { details: { fingerprint: { hash } } } } },
        { sessionId: first },
      ])
    })
  })

  it.each([
    [{ version: '1.2', hash: '0123456789abcdef' }, 'body.device.fingerprint.version'],
    [{ version: '1', hash: 'short' }, 'body.device.fingerprint.hash'],
    [{ version: '1', hash: 'a b c d e f g h i j k' }, 'body.device.fingerprint.hash'],
    [{ version: '1', hash: '0123456789abcdef', canvas: 'x' }, 'body.device.fingerprint'],
  ])('is told what a fingerprint may be: %j', async (fingerprint, path) => {
    const { status, body } = await web.post('/v1/sessions', order('odd', { email: member, device: { fingerprint } }))
    expect({ status, body }).toMatchObject({ status: 400, body: { code: 'invalid-request', errors: [{ path }] } })
  })

  it('keeps a reference for the person it was first tied to, whatever e-mail comes later', async () => {
    await start('tied', { email: member })
    const again = await start('tied', { email: emailOf('analyst', 'acme') })
    expect(again.user.email).toBe(member)
  })

  it('never administers: its tokens are of its own audience', async () => {
    const { accessToken } = await start('boss', { email: emailOf('admin', 'acme') })
    const boss = httpClient(acme.url, { authorization: `Bearer ${accessToken}` })
    expect(await refusal(boss.get('/v1/users'))).toEqual({ status: 403, code: 'forbidden' })
  })

  it('is one session for one Idempotency-Key, and tells its tokens once', async () => {
    const key = { 'idempotency-key': randomUUID() }
    const first = await web.post('/v1/sessions', order('once', { email: member }), key)
    const again = await web.post('/v1/sessions', order('once', { email: member }), key)
    expect(again).toMatchObject({ status: 201, body: { session: { id: bodyOf(first).session.id } } })
    expect(Object.keys(bodyOf(again))).not.toContain('accessToken')
    expect(Object.keys(bodyOf(again))).not.toContain('refreshToken')
  })

  it('ties a new reference once, however many ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => start('busy', { email: member })))
    expect(new Set(answers.map(({ user }) => user.id)).size).toBe(1)
    expect(new Set(answers.map(({ session }) => session.id)).size).toBe(8)
    const emails = ['member', 'auditor', 'admin'].map((role) => emailOf(role as Role, 'acme'))
    const torn = await Promise.all(emails.map((email) => start('torn', { email })))
    expect(new Set(torn.map(({ user }) => user.id)).size).toBe(1)
  })

  it('starts a session at its own time, and lets it end by that', async () => {
    const startedAt = new Date(Date.now() - 3_600_000).toISOString()
    const { session } = await start('early', { email: member, startedAt, lifetime: { absoluteSeconds: 7_200 } })
    expect(session).toMatchObject({ startedAt, authTime: startedAt })
    expect(Date.parse(session.absoluteExpiresAt)).toBe(Date.parse(startedAt) + 7_200_000)
    for (const wrong of [
      { startedAt: '2020-01-01T00:00:00.000Z' },
      { startedAt: new Date(Date.now() + 3_600_000).toISOString() },
    ])
      expect((await web.post('/v1/sessions', order('early', wrong))).body).toMatchObject({
        status: 400,
        errors: [{ path: 'body.startedAt' }],
      })
  })

  it.each([
    { userRef: '' },
    { userRef: 'a\u0000b' },
    { userRef: ' ' },
    { userRef: 'a\u202eb' },
    { context: undefined },
    { context: { ip: '300.1.1.1' } },
    { authMethods: [] },
    { authMethods: ['a b'] },
    { password: 'x' },
    { client: 'mobile' },
  ])('refuses %j', async (wrong) => {
    const { status } = await web.post('/v1/sessions', order('4711', wrong))
    expect(status).toBe(400)
  })

  it('signs nobody in who may not, and says so in the log', async () => {
    const { commands } = acme.rollcall.tenants
    const origin = { actor: { kind: 'system', id: 'tests' } as const, correlationId: randomUUID(), context: null }
    const person = { tenantId: acme.tenantId('acme'), userId: acme.userId('acme', 'analyst') }
    const because = { reason: null, message: null, ticket: null }
    const { accessToken } = await start('leaver', { email: emailOf('analyst', 'acme') })
    await commands.disableUser({ ...person, ...because }, origin)
    expect(await refusal(web.post('/v1/sessions', order('leaver')))).toEqual({ status: 403, code: 'person-refused' })
    await eventually(async () => expect(await isSignedIn(accessToken!)).toBe(401))
    await commands.enableUser({ ...person, ...because }, origin)
    await start('leaver')
  })

  it('leaves nobody signed in who was disabled meanwhile', async () => {
    const { commands } = acme.rollcall.tenants
    const origin = { actor: { kind: 'system', id: 'tests' } as const, correlationId: randomUUID(), context: null }
    const person = { tenantId: acme.tenantId('acme'), userId: acme.userId('acme', 'auditor') }
    const because = { reason: null, message: null, ticket: null }
    await start('racer', { email: emailOf('auditor', 'acme') })
    for (let round = 0; round < 10; round += 1) {
      const starting = Array.from({ length: 4 }, () => web.post('/v1/sessions', order('racer')))
      await commands.disableUser({ ...person, ...because }, origin)
      const answers = await Promise.all(starting)
      for (const answer of answers) {
        expect([201, 403]).toContain(answer.status)
        if (answer.status === 201)
          await eventually(async () => expect(await isSignedIn(bodyOf(answer).accessToken!)).toBe(401))
      }
      await commands.enableUser({ ...person, ...because }, origin)
    }
  })
})

describe('a key that signs people in', () => {
  it('is an application’s, not the dashboard’s and nobody’s own', async () => {
    const admin = await acme.signIn('acme', 'admin')
    const made = { name: 'k', scopes: ['sessions'], expiresAt: null }
    for (const [owner, code] of [
      [{ applicationId: 'dashboard' }, 'not-for-dashboard'],
      [{ userId: acme.userId('acme', 'admin') }, 'scope-not-theirs'],
    ] as const)
      expect((await admin.post('/v1/api-keys', { ...made, ...owner })).body).toMatchObject({
        status: 400,
        errors: [{ path: 'body.scopes', code }],
      })
  })

  it('knows people and references of its own tenant only', async () => {
    await start('shared', { email: member })
    const globex = by(await acme.apiKey('globex', ['sessions']))
    const unknown = { status: 404, code: 'person-unknown' }
    expect(await refusal(globex.post('/v1/sessions', order('shared')))).toEqual(unknown)
    expect(await refusal(globex.post('/v1/sessions', order('shared', { email: member })))).toEqual(unknown)
    const theirs = await globex.post('/v1/sessions', order('shared', { email: emailOf('member', 'globex') }))
    expect(bodyOf(theirs).user.id).toBe(acme.userId('globex', 'member'))
  })

  it('needs the scope', async () => {
    const reader = by(await acme.apiKey('acme', ['read']))
    expect(await refusal(reader.post('/v1/sessions', order('4711')))).toEqual({ status: 403, code: 'forbidden' })
  })

  it('stops with its application', async () => {
    const admin = await acme.signIn('acme', 'admin')
    const registration = { id: 'passing', name: 'P', audience: 'p', origins: [], transport: 'cookie' }
    await admin.post('/v1/applications', { ...registration, origins: ['https://passing.test'] })
    const order1 = { name: 'k', scopes: ['sessions'], applicationId: 'passing', expiresAt: null }
    const { key } = (await admin.post('/v1/api-keys', order1)).body as { key: string }
    const answer = await by(key).post('/v1/sessions', order('1', { email: member }))
    expect(bodyOf(answer)).toMatchObject({ session: { client: 'passing' }, refreshToken: expect.any(String) })
    await admin.delete('/v1/applications/passing', { reason: 'sold', confirm: 1 })
    expect(await isSignedIn(bodyOf(answer).accessToken!)).toBe(401)
    expect(await refusal(by(key).post('/v1/sessions', order('1')))).toEqual({ status: 401, code: 'not-signed-in' })
  })
})

describe('activity that an application tells in a batch', () => {
  const tell = async (lines: object[], caller = web) => {
    const answer = await caller.post('/v1/sessions/activity', lines)
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    return (answer.body as { items: { sessionId: string; outcome: string; lastActiveAt?: string }[] }).items
  }
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000).toISOString()

  it('is answered line by line', async () => {
    const { session } = await start('active', { email: member })
    const ended = await start('active')
    const other = await acme.signIn('acme', 'member', { client: 'mobile' })
    const foreign = await acme.signIn('globex', 'member', { client: 'web' })
    await web.send('POST', '/v1/token/revoke', `token=${ended.refreshToken}`, form)
    const context = { ip: '203.0.113.9' }
    const unknown = randomUUID()
    const ids = [session.id, session.id, ended.session.id, other.sessionId, foreign.sessionId, unknown]
    const outcomes = ['recorded', 'unchanged', 'ended', 'not-found', 'not-found', 'not-found']
    const items = await tell(ids.map((sessionId) => ({ sessionId, at: ago(0), context })))
    expect(items.map(({ sessionId, outcome }) => ({ sessionId, outcome }))).toEqual(
      ids.map((sessionId, line) => ({ sessionId, outcome: outcomes[line] })),
    )
    expect(items[0]).toHaveProperty('idleExpiresAt')
  })

  it('that comes late takes nothing back', async () => {
    const { session } = await start('late', { email: member })
    const [item] = await tell([{ sessionId: session.id, at: ago(600), context: { ip: '203.0.113.77' } }])
    expect(item).toMatchObject({ outcome: 'unchanged', lastActiveAt: session.startedAt })
  })

  it('takes 1,000 lines of full length, and no more', async () => {
    const { session } = await start('many', { email: member })
    const line = { sessionId: session.id, at: ago(0), context: { ip: '198.51.100.7', userAgent: 'x'.repeat(700) } }
    expect(await tell(Array.from({ length: 1_000 }, () => line))).toHaveLength(1_000)
    const short = { sessionId: session.id, at: ago(0) }
    const tooMany = Array.from({ length: 1_001 }, () => short)
    for (const wrong of [[], tooMany, [{ ...short, at: 'yesterday' }], [{ ...short, sessionId: 'x' }], { ...short }])
      expect((await web.post('/v1/sessions/activity', wrong)).body).toMatchObject({ code: 'invalid-request' })
    expect((await web.post('/v1/sessions/activity', [{ ...line, context: 'x'.repeat(1_100_000) }])).status).toBe(413)
  })

  it('may change where a session is, without anybody having been there', async () => {
    const { session } = await start('moved', { email: member })
    const path = `/v1/sessions/${session.id}`
    const context = { ip: '203.0.113.44' }
    expect(await web.send('PATCH', path, { context })).toMatchObject({
      status: 200,
      body: { session: { lastActiveAt: session.startedAt } },
    })
    const admin = await acme.signIn('acme', 'admin')
    await eventually(async () => {
      expect((await admin.get(path)).body).toMatchObject({ last: { ip: '203.0.113.44' } })
    })
    const other = await acme.signIn('acme', 'member', { client: 'mobile' })
    for (const id of [other.sessionId, randomUUID(), 'x'])
      expect((await web.send('PATCH', `/v1/sessions/${id}`, { context })).status).toBe(404)
    await web.delete('/v1/sessions?userRef=moved')
    // At once: the session's own stream learns of it a moment later.
    expect(await refusal(web.send('PATCH', path, { context }))).toEqual({ status: 409, code: 'wrong-state' })
    expect(await tell([{ sessionId: session.id, at: ago(0) }])).toEqual([{ sessionId: session.id, outcome: 'ended' }])
  })
})

describe('ending by a reference', () => {
  it('ends the sessions of that person in that application at once, and no others', async () => {
    const [one, two] = [await start('gone', { email: member }), await start('gone')]
    const other = await acme.signIn('acme', 'member', { client: 'mobile' })
    const bystander = await start('bystander', { email: emailOf('analyst', 'acme') })
    const { status, body } = await web.delete('/v1/sessions?userRef=gone')
    expect({ status, ended: (body as { ended: number }).ended >= 2 }).toEqual({ status: 200, ended: true })
    for (const { accessToken, refreshToken } of [one, two]) {
      expect(await isSignedIn(accessToken!)).toBe(401)
      expect((await httpClient(acme.url).post('/v1/auth/refresh', { refreshToken })).status).toBe(401)
    }
    expect(await isSignedIn(other.accessToken)).toBe(200)
    expect(await isSignedIn(bystander.accessToken!)).toBe(200)
    const admin = await acme.signIn('acme', 'admin')
    await eventually(async () => {
      const { body: row } = await admin.get(`/v1/sessions/${one.session.id}`)
      expect(row).toMatchObject({ status: 'revoked', cause: 'user' })
      const { body: spared } = await admin.get(`/v1/sessions/${other.sessionId}`)
      expect(spared).toMatchObject({ status: 'active' })
    })
    expect(await isSignedIn((await start('gone')).accessToken!)).toBe(200)
  })

  it('knows no reference of another application or tenant', async () => {
    await start('mine', { email: member })
    const unknown = { status: 404, code: 'person-unknown' }
    const globex = by(await acme.apiKey('globex', ['sessions']))
    expect(await refusal(globex.delete('/v1/sessions?userRef=mine'))).toEqual(unknown)
    expect(await refusal(web.delete('/v1/sessions?userRef=nobody'))).toEqual(unknown)
    expect((await web.delete('/v1/sessions')).status).toBe(400)
  })
})

describe('a token that an application asks about', () => {
  const introspect = async (token: string | undefined, caller = web) => {
    const hint = { token: token ?? '', token_type_hint: 'refresh_token', unknown: 'ignored' }
    const { status, body } = await caller.send(
      'POST',
      '/v1/token/introspect',
      new URLSearchParams(hint).toString(),
      form,
    )
    expect(status, JSON.stringify(body)).toBe(200)
    return body as { active: boolean; exp: number }
  }
  const revoke = async (token: string, caller = web) =>
    (await caller.send('POST', '/v1/token/revoke', new URLSearchParams({ token }).toString(), form)).status
  const inactive = { active: false }

  it('is told of while it is good', async () => {
    const { accessToken, refreshToken, session, user } = await start('asked', { email: member })
    const told = {
      active: true,
      client_id: 'web',
      sub: user.id,
      sid: session.id,
      tid: acme.tenantId('acme'),
      aud: 'test-web',
    }
    expect(await introspect(accessToken)).toMatchObject({ ...told, token_type: 'Bearer', amr: ['pwd'] })
    expect(await introspect(refreshToken)).toMatchObject(told)
    const guard = by(await acme.apiKey('acme', ['guard']))
    expect(await introspect(accessToken, guard)).toMatchObject(told)
    const { body } = await httpClient(acme.url).post('/v1/auth/refresh', { refreshToken })
    expect(await introspect(refreshToken)).toEqual(inactive)
    expect(await introspect((body as Started).refreshToken)).toMatchObject(told)
    // Asking is no use of a token: the session goes on.
    expect(await isSignedIn(accessToken!)).toBe(200)
  })

  it('is inactive like any other word where it is of another tenant or application, or over', async () => {
    const { accessToken, refreshToken } = await start('hidden', { email: member })
    const globex = by(await acme.apiKey('globex', ['sessions']))
    const mobile = await acme.signIn('acme', 'member', { client: 'mobile' })
    const admin = await acme.signIn('acme', 'admin')
    for (const answer of [
      introspect(accessToken, globex),
      introspect(refreshToken, globex),
      introspect(mobile.accessToken),
      introspect(admin.accessToken),
      introspect('x'),
      introspect(`${accessToken}x`),
    ])
      expect(await answer).toEqual(inactive)
    await web.delete('/v1/sessions?userRef=hidden')
    for (const token of [accessToken, refreshToken]) expect(await introspect(token)).toEqual(inactive)
  })

  it('ends its session when it is revoked, by its own application only', async () => {
    const globex = by(await acme.apiKey('globex', ['sessions']))
    for (const which of ['accessToken', 'refreshToken'] as const) {
      const started = await start('revoked', { email: member })
      expect(await revoke(started[which]!, globex)).toBe(200)
      expect(await isSignedIn(started.accessToken!)).toBe(200)
      for (let time = 0; time < 2; time += 1) expect(await revoke(started[which]!)).toBe(200)
      expect(await isSignedIn(started.accessToken!)).toBe(401)
    }
    expect(await revoke('x')).toBe(200)
    const mobile = await acme.signIn('acme', 'member', { client: 'mobile' })
    expect(await revoke(mobile.accessToken)).toBe(200)
    expect(await isSignedIn(mobile.accessToken)).toBe(200)
  })

  it('comes as a form, from whoever holds a key', async () => {
    expect((await web.post('/v1/token/introspect', { token: 'x' })).status).toBe(415)
    expect((await web.send('POST', '/v1/token/introspect', 'token=', form)).status).toBe(400)
    expect((await httpClient(acme.url).send('POST', '/v1/token/introspect', 'token=x', form)).status).toBe(401)
    const guard = by(await acme.apiKey('acme', ['guard']))
    expect((await guard.send('POST', '/v1/token/revoke', 'token=x', form)).status).toBe(403)
  })
})
