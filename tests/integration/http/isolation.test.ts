import { setTimeout as pause } from 'node:timers/promises'
import { randomUUID } from 'node:crypto'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Frame } from '#events/live/frames.ts'
import { rebuild } from '#services/projections/rebuild/rebuild.ts'
import { httpClient, type HttpAnswer, type HttpClient } from '../../support/httpClient.ts'
import { mayCall, routeTable } from '../../support/roleTable.ts'
import { changePolicy } from '../../support/changedPolicy.ts'
import { codeOf } from '../../support/totpCodes.ts'
import { emailOf, password, testRollcall, type SignedInClient, type TestRollcall } from '../../support/rollcall.ts'
import { eventually } from '../../support/eventually.ts'

let both: TestRollcall
let acme: SignedInClient
/** Everything an acme person must never meet. */
let foreign: { ids: string[]; words: string[]; idFor: (parameter: string) => string }
const missing = '0192f0c1-7b5e-7c3a-9d2e-3f4a5b6c7d8e'

const itemsOf = ({ body }: HttpAnswer) => (body as { items: { id: string }[] }).items

/** A second factor, and a device that its person trusts. */
const addFactor = async (slug: string, person: SignedInClient) => {
  await changePolicy(both.rollcall.tenants, both.tenantId(slug), { secondFactor: { trustedDeviceDays: 30 } })
  const { secret, enrolment } = (await person.post('/v1/me/factors/totp')).body as { secret: string; enrolment: string }
  const confirm = { enrolment, code: codeOf(secret, Date.now()), name: `app of ${slug}` }
  const { factor } = (await person.post('/v1/me/factors/totp/confirm', confirm)).body as { factor: { id: string } }
  const login = { tenant: slug, email: emailOf('admin', slug), password, client: 'web', transport: 'bearer' }
  const { challenge } = (await person.post('/v1/auth/login', login)).body as { challenge: string }
  const next = codeOf(secret, Date.now() + 30_000)
  await person.post('/v1/auth/second-factor', { challenge, method: 'totp', code: next, trustDevice: true })
  const { trustedDevices } = (await person.get('/v1/me/factors')).body as { trustedDevices: { id: string }[] }
  return { factorId: factor.id, trustId: trustedDevices[0]!.id }
}

beforeAll(async () => {
  both = await testRollcall()
  acme = await both.signIn('acme', 'admin')
  const globex = await both.signIn('globex', 'admin')
  const victim = await both.signIn('globex', 'member', { client: 'web' })
  await eventually(async () => {
    const { body } = await globex.post('/v1/operations/preview', { sessionIds: [victim.sessionId] })
    expect((body as { sessions: number }).sessions).toBe(1)
  })
  const { body, headers } = await globex.post('/v1/operations', {
    sessionIds: [victim.sessionId],
    reason: 'globex reason',
    confirm: 1,
  })
  const { operation } = body as { operation: { id: string } }
  // Its effect is measured a moment later, and is an event too.
  await eventually(async () => {
    const { body } = await globex.get(`/v1/operations/${operation.id}`)
    expect((body as { operation: { effect: object | null } }).operation.effect).not.toBeNull()
  })
  await globex.get(`/v1/sessions?minPosition=${headers.get('rollcall-position')}`)
  const sessionId = globex.sessionId
  const applicationId = 'globex-shop'
  const order = { name: 'globex key', scopes: ['read'], applicationId: 'web', expiresAt: null }
  const { apiKey } = (await globex.post('/v1/api-keys', order)).body as { apiKey: { id: string } }
  const keyId = apiKey.id
  const block = { kind: 'device', value: 'a phone of globex', hours: 1, reason: 'x' }
  const { id: blockId } = ((await globex.post('/v1/blocks', block)).body as { block: { id: string } }).block
  await globex.post('/v1/applications', {
    id: applicationId,
    name: 'Shop of globex',
    audience: 'globex-shop',
    origins: [],
    transport: 'bearer',
  })
  const { factorId, trustId } = await addFactor('globex', globex)
  const userId = both.userId('globex', 'admin')
  const mailId = randomUUID()
  await both.database.databases.writer.query(
    `insert into outgoing_mails (tenant_id, mail_id, user_id, kind, positions, state)
     values ($1, $2, $3, 'invite', '{1}', 'failed')`,
    [both.tenantId('globex'), mailId, userId],
  )
  foreign = {
    ids: [
      sessionId,
      victim.sessionId,
      userId,
      both.userId('globex', 'member'),
      both.tenantId('globex'),
      operation.id,
      keyId,
      mailId,
      blockId,
      factorId,
      trustId,
    ],
    words: ['globex'],
    idFor: (parameter) =>
      ({ sessionId, userId, operationId: operation.id, applicationId, keyId, mailId, blockId, factorId, trustId })[
        parameter
      ] ?? sessionId,
  }
  // The operation of the block goes on by itself, and must not be taken for what a request did.
  await eventually(async () => {
    const before = await both.head()
    await pause(500)
    expect(await both.head()).toBe(before)
  })
})
afterAll(() => both.stop())

const withId = (path: string, idOf: (parameter: string) => string) =>
  path.replaceAll(/\{(\w+)\}/g, (_, parameter: string) => idOf(parameter))

const bodies: Record<string, unknown> = {
  'POST /v1/sessions/{sessionId}/revoke': { reason: 'x' },
  'POST /v1/users/{userId}/revoke-sessions': { reason: 'x' },
  'DELETE /v1/applications/{applicationId}': { reason: 'x', confirm: 0 },
  'PATCH /v1/me/sessions/{sessionId}': { deviceName: 'x' },
  'PATCH /v1/users/{userId}': { name: 'x' },
  'PUT /v1/users/{userId}/roles': { roles: ['member'] },
  'POST /v1/users/{userId}/disable': { reason: 'x' },
  'POST /v1/users/{userId}/hold': { reason: 'x', hours: 1 },
  'DELETE /v1/users/{userId}/hold': {},
  'DELETE /v1/users/{userId}/factors': { reason: 'x' },
  'PATCH /v1/me/factors/{factorId}': { name: 'x' },
  'DELETE /v1/blocks/{blockId}': {},
}

const call = (route: string, idOf: (parameter: string) => string) => {
  const [method = '', path = ''] = route.split(' ')
  return acme.send(method, withId(path, idOf), method === 'POST' ? (bodies[route] ?? {}) : bodies[route])
}

const without = (answer: HttpAnswer) => ({ status: answer.status, body: { ...(answer.body as object), id: '' } })

const expectNothingForeign = (text: string, where: string) => {
  for (const needle of [...foreign.ids, ...foreign.words])
    expect(text.includes(needle), `${needle} in ${where}`).toBe(false)
}

const journey = () => {
  it.each(
    Object.entries(routeTable)
      .filter(([route, access]) => route.includes('{') && mayCall(access, 'admin'))
      .map(([route]) => route),
  )('answers %s of the other tenant like something missing', async (route) => {
    const before = await both.head()
    const theirs = await call(route, foreign.idFor)
    const nobodys = await call(route, () => missing)
    const malformed = await call(route, () => 'x')
    expect(theirs.status).toBe(404)
    expect(without(theirs)).toEqual(without(nobodys))
    expect(without(theirs)).toEqual(without(malformed))
    expect(await both.head()).toBe(before)
  })

  it('shows nothing of the other tenant in any list, count or document', async () => {
    for (const route of Object.keys(routeTable).filter((route) => route.startsWith('GET') && !route.includes('{'))) {
      const answer = await call(route, () => missing)
      expectNothingForeign(JSON.stringify(answer.body), route)
    }
  })

  it('finds nothing of the other tenant by filter', async () => {
    for (const filter of ['user:admin@globex.test', `id:${foreign.ids[0]}`, `userId:${foreign.idFor('userId')}`]) {
      const answer = await acme.get(`/v1/sessions?filter=${encodeURIComponent(filter)}`)
      expect({ filter, status: answer.status, items: itemsOf(answer) }).toEqual({ filter, status: 200, items: [] })
    }
  })

  it('previews and ends nothing of the other tenant', async () => {
    const { body } = await acme.post('/v1/operations/preview', { sessionIds: [foreign.ids[0]] })
    expect((body as { sessions: number }).sessions).toBe(0)
  })

  it('refuses positions and cursors that the other tenant was given', async () => {
    const globex = await both.signIn('globex', 'analyst')
    const { headers, body } = await globex.get('/v1/sessions?limit=1')
    const { nextCursor } = body as { nextCursor: string | null }
    expect((await acme.get(`/v1/sessions?minPosition=${headers.get('rollcall-position')}`)).status).toBe(400)
    expect(nextCursor).not.toBeNull()
    expect((await acme.get(`/v1/sessions?limit=1&cursor=${nextCursor}`)).status).toBe(400)
  })

  it('sends nothing of the other tenant to a socket', async () => {
    const open = (client: SignedInClient): Socket =>
      io(`${both.url}/live`, { transports: ['websocket'], auth: { token: client.accessToken }, forceNew: true })
    const globexClient = await both.signIn('globex', 'analyst')
    const [ours, theirs] = [open(acme), open(globexClient)]
    const seen: { ours: Frame[]; theirs: Frame[] } = { ours: [], theirs: [] }
    ours.on('frame', (frame: Frame) => seen.ours.push(frame))
    theirs.on('frame', (frame: Frame) => seen.theirs.push(frame))
    await Promise.all([ours, theirs].map((socket) => new Promise((resolve) => socket.on('hello', resolve))))
    const newcomer = await both.signIn('globex', 'member', { client: 'mobile' })
    await both.signIn('acme', 'member', { client: 'mobile' })
    await eventually(() =>
      expect(seen.theirs.some(({ sessions }) => sessions.some(({ id }) => id === newcomer.sessionId))).toBe(true),
    )
    await eventually(() => expect(seen.ours.some(({ sessions }) => sessions.length > 0)).toBe(true))
    expectNothingForeign(JSON.stringify(seen.ours), 'frames')
    expect(JSON.stringify(seen.ours)).not.toContain(newcomer.sessionId)
    ours.close()
    theirs.close()
  })
}

describe('a tenant beside another', journey)

describe('a tenant beside another, after every view was rebuilt', () => {
  beforeAll(async () => {
    const { databases, masterKey } = both.database
    await rebuild({ databases, masterKey, kurrentdbUrl: both.kurrentdbUrl })
  })
  journey()
})

const csv = { 'content-type': 'text/csv' }
const form = { 'content-type': 'application/x-www-form-urlencoded' }

/** The last: from here on somebody of acme has an address with a word of globex. */
describe('what a tenant imports', () => {
  const theirs = emailOf('member', 'globex')
  const keyOf = async (slug: string): Promise<HttpClient> =>
    httpClient(both.url, { 'rollcall-key': await both.apiKey(slug, ['sessions']) })
  const sessions = (email: string) => `token,email,last_activity\ntheir-token,${email},${new Date().toISOString()}\n`
  const isActive = async (client: HttpClient) =>
    ((await client.send('POST', '/v1/token/introspect', 'token=their-token', form)).body as { active: boolean }).active

  it('never meets the other’s people: an address they have is somebody new here, and theirs stays theirs', async () => {
    const globex = await both.signIn('globex', 'member', { client: 'web' })
    const file = `email,name\n${theirs},Somebody else\n`
    const { status, body } = await acme.send('POST', '/v1/users/import?format=csv', file, csv)
    expect({ status, body }).toMatchObject({ status: 200, body: { added: 1, already: 0, refused: 0 } })
    expectNothingForeign(JSON.stringify({ ...(body as object), lines: [] }), 'an import')
    expect((await globex.get('/v1/me')).body).toMatchObject({
      user: { id: both.userId('globex', 'member'), name: 'member of globex' },
    })
    await eventually(async () => {
      const ours = itemsOf(await acme.get(`/v1/users?filter=user:${theirs}`))
      expect(ours.map(({ id }) => id)).toEqual([expect.not.stringContaining(both.userId('globex', 'member'))])
    })
  })

  it('gives it no session of the other’s people, and no answer to the other’s tokens', async () => {
    const [mine, globexKey] = [await keyOf('acme'), await keyOf('globex')]
    const taken = await globexKey.send('POST', '/v1/sessions/import?format=csv', sessions(theirs), csv)
    expect(taken).toMatchObject({ status: 200, body: { live: 1 } })
    expect([await isActive(mine), await isActive(globexKey)]).toEqual([false, true])
    const refused = await mine.send('POST', '/v1/sessions/import?format=csv', sessions(emailOf('admin', 'globex')), csv)
    expect(refused.body).toMatchObject({ live: 0, refused: 1, lines: [{ code: 'person-unknown' }] })
    // The same token of its own is another session, which ends alone.
    await mine.send('POST', '/v1/sessions/import?format=csv', sessions(emailOf('member', 'acme')), csv)
    expect(await isActive(mine)).toBe(true)
    await mine.send('POST', '/v1/token/revoke', 'token=their-token', form)
    expect([await isActive(mine), await isActive(globexKey)]).toEqual([false, true])
  })

  it('goes to no application of the other', async () => {
    const answer = await acme.send('POST', '/v1/sessions/import?format=csv&client=globex-shop', sessions(theirs), csv)
    const missing = await acme.send('POST', '/v1/sessions/import?format=csv&client=no-such-app', sessions(theirs), csv)
    expect({ status: answer.status, code: (answer.body as { code: string }).code }).toEqual({
      status: missing.status,
      code: (missing.body as { code: string }).code,
    })
    expect(answer.status).toBe(400)
  })
})
