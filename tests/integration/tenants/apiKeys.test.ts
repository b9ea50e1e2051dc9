import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Logger } from '#services/logging/logger.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { postgresInstallation } from '../../support/postgresInstallation.ts'
import { acme as foundAcme, sessionStack, type Stack } from '../../support/sessionStack.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'
import { testAmbient } from '../../support/testAmbient.ts'
import { httpClient } from '../../support/httpClient.ts'
import { testRollcall, type SignedInClient, type TestRollcall } from '../../support/rollcall.ts'
import { eventually } from '../../support/eventually.ts'

const lines: [string, object | undefined][] = []
const logger: Logger = { ...silentLogger, info: (message, fields) => void lines.push([message, fields]) }
let acme: TestRollcall
let admin: SignedInClient
beforeAll(async () => {
  acme = await testRollcall({ logger })
  admin = await acme.signIn('acme', 'admin')
})
afterAll(() => acme.stop())

interface Made {
  apiKey: { id: string; status: string; lastUsedAt: string | null }
  key: string
}
const order = (more: object = {}) => ({
  name: 'nightly report',
  scopes: ['read'],
  applicationId: 'web',
  expiresAt: null,
  ...more,
})
const make = async (more: object = {}): Promise<Made> => {
  const { status, body } = await admin.post('/v1/api-keys', order(more))
  expect(status, JSON.stringify(body)).toBe(201)
  return body as Made
}
const by = (key: string) => httpClient(acme.url, { 'rollcall-key': key })
const reading = async (key: string) => {
  const { status, body } = await by(key).get('/v1/sessions?limit=1')
  return { status, code: (body as { code?: string }).code }
}
const good = { status: 200, code: undefined }
const refused = { status: 401, code: 'not-signed-in' }
const listed = async (id: string) => {
  const { body } = await admin.get('/v1/api-keys')
  return (body as { items: Made['apiKey'][] }).items.find((item) => item.id === id)
}

describe('an API key', () => {
  it('of an application is named to whoever would hold the person who made it, until it is revoked', async () => {
    const { apiKey } = await make({ name: 'left behind' })
    const { commands } = acme.rollcall.tenants
    const made = async () => (await commands.keysOfPerson(acme.tenantId('acme'), acme.userId('acme', 'admin'))).made
    expect(await made()).toContainEqual({ id: apiKey.id, name: 'left behind', clientId: 'web' })
    await admin.delete(`/v1/api-keys/${apiKey.id}`)
    expect(await made()).not.toContainEqual(expect.objectContaining({ id: apiKey.id }))
  })

  it('reads what its scopes allow, and nothing else', async () => {
    const { key } = await make()
    expect(await reading(key)).toEqual(good)
    const forbidden = await by(key).post('/v1/operations', { filter: '', reason: 'x', confirm: 1 })
    expect(forbidden.body).toMatchObject({ status: 403, code: 'forbidden' })
    expect((await by(key).get('/v1/me')).status).toBe(403)
    expect(lines).toContainEqual([
      'request refused',
      expect.objectContaining({ code: 'forbidden', route: '/v1/me', caller: expect.stringMatching(/^[0-9a-f-]{36}$/) }),
    ])
  })

  it('is shown once: neither lists nor repeats nor log nor database tell it', async () => {
    const idempotency = { 'idempotency-key': randomUUID() }
    const first = (await admin.post('/v1/api-keys', order({ name: 'once' }), idempotency)).body as Made
    const again = await admin.post('/v1/api-keys', order({ name: 'once' }), idempotency)
    expect(again).toMatchObject({ status: 201, body: { apiKey: { id: first.apiKey.id } } })
    expect(again.body).not.toHaveProperty('key')
    const { body: keys } = await admin.get('/v1/api-keys')
    const { body: log } = await admin.get('/v1/log?limit=200')
    const secret = first.key.slice(50)
    for (const text of [keys, log, lines].map((each) => JSON.stringify(each))) expect(text).not.toContain(secret)
    const { rows } = await acme.database.databases.writer.query<{ stored: string }>(
      `select string_agg(events::text, '') as stored from events`,
    )
    expect(rows[0]!.stored).not.toContain(secret)
  })

  it('is refused from the moment it is revoked, and stays listed as such', async () => {
    const { apiKey, key } = await make()
    expect(await reading(key)).toEqual(good)
    for (let time = 0; time < 2; time += 1) expect((await admin.delete(`/v1/api-keys/${apiKey.id}`)).status).toBe(204)
    expect(await reading(key)).toEqual(refused)
    expect(await listed(apiKey.id)).toMatchObject({ status: 'revoked' })
    const named = { code: 'not-signed-in', tenantId: acme.tenantId('acme'), keyId: apiKey.id }
    expect(lines).toContainEqual(['request refused', expect.objectContaining(named)])
  })

  it('is refused once it has expired, and cannot be made expired', async () => {
    const { apiKey, key } = await make({ expiresAt: new Date(Date.now() + 1_500).toISOString() })
    expect(await reading(key)).toEqual(good)
    await eventually(async () => expect(await reading(key)).toEqual(refused))
    expect(await listed(apiKey.id)).toMatchObject({ status: 'expired' })
    const past = await admin.post('/v1/api-keys', order({ expiresAt: '2020-01-01T00:00:00.000Z' }))
    expect(past.body).toMatchObject({ status: 400, errors: [{ path: 'body.expiresAt' }] })
  })

  it('cannot be made of a blank name, or until a time that no store can hold', async () => {
    for (const more of [{ name: ' ' }, { expiresAt: '9999-12-31T23:59:59-14:00' }]) {
      const { status, body } = await admin.post('/v1/api-keys', order(more))
      expect([status, body]).toMatchObject([400, { code: 'invalid-request' }])
    }
  })

  it('says when it was last used, to the minute', async () => {
    const { apiKey, key } = await make()
    expect(await listed(apiKey.id)).toMatchObject({ lastUsedAt: null })
    await reading(key)
    await eventually(async () =>
      expect(Date.now() - Date.parse((await listed(apiKey.id))?.lastUsedAt ?? '')).toBeLessThan(60_000),
    )
  })

  it('of an application goes with the application', async () => {
    const registration = { id: 'passing', name: 'P', audience: 'p', origins: [], transport: 'bearer' }
    await admin.post('/v1/applications', registration)
    const { key } = await make({ applicationId: 'passing' })
    expect(await reading(key)).toEqual(good)
    await admin.delete('/v1/applications/passing', { reason: 'sold', confirm: 0 })
    expect(await reading(key)).toEqual(refused)
  })

  it('of an application stays good when the admin who made it leaves', async () => {
    const { commands } = acme.rollcall.tenants
    const [tenantId, userId] = [acme.tenantId('acme'), acme.userId('acme', 'auditor')]
    const origin = { actor: { kind: 'admin', id: userId } as const, correlationId: randomUUID(), context: null }
    const owner = { kind: 'application', clientId: 'web' } as const
    const issued = { keyId: randomUUID(), name: 'k', owner, scopes: ['read' as const], expiresAt: null }
    const { key } = await commands.issueApiKey({ tenantId, ...issued }, origin)
    const system = { ...origin, actor: { kind: 'system', id: 'tests' } as const }
    await commands.disableUser({ tenantId, userId, reason: null, message: null, ticket: null }, system)
    expect(await reading(key!)).toEqual(good)
  })

  it('of a person never may what the person may not, and goes when the person is disabled', async () => {
    const tenantId = acme.tenantId('acme')
    const theirs = (role: 'analyst' | 'member') => ({ applicationId: undefined, userId: acme.userId('acme', role) })
    const ofMember = await admin.post('/v1/api-keys', order(theirs('member')))
    expect(ofMember.body).toMatchObject({ status: 400, errors: [{ path: 'body.scopes', code: 'scope-not-theirs' }] })
    const { key } = await make(theirs('analyst'))
    expect(await reading(key)).toEqual(good)
    const { commands } = acme.rollcall.tenants
    const person = { tenantId, userId: acme.userId('acme', 'analyst') }
    const origin = { actor: { kind: 'system', id: 'tests' } as const, correlationId: randomUUID(), context: null }
    const because = { reason: null, message: null, ticket: null }
    await commands.changeRoles({ ...person, roles: ['member'], ...because }, origin)
    await eventually(async () => expect(await reading(key)).toEqual({ status: 403, code: 'forbidden' }))
    await commands.disableUser({ ...person, ...because }, origin)
    await eventually(async () => expect(await reading(key)).toEqual(refused))
  })

  it('belongs to somebody of this tenant, and to one', async () => {
    for (const wrong of [
      { applicationId: 'nowhere' },
      { applicationId: undefined, userId: acme.userId('globex', 'admin') },
      { userId: acme.userId('acme', 'admin') },
      { applicationId: undefined },
      { scopes: ['everything'] },
      { scopes: [] },
    ])
      expect((await admin.post('/v1/api-keys', order(wrong))).body).toMatchObject({ code: 'invalid-request' })
  })

  it('sees its own tenant only', async () => {
    const { key } = await make()
    const { sessionId } = await acme.signIn('globex', 'member')
    expect((await by(key).get(`/v1/sessions/${sessionId}`)).status).toBe(404)
  })

  it.each(['', 'rck_', `rck_${'0'.repeat(92)}`, 'Bearer x', 'é'.repeat(40)])('is not %j', async (key) => {
    if (/^[\x20-\x7e]*$/.test(key)) expect(await reading(key)).toEqual(refused)
  })

  it('that is no good cuts the connection that goes on showing such', async () => {
    const first = await by('rck_x').get('/v1/me')
    expect(first.headers.get('connection')).toBe('keep-alive')
    const answers = [first]
    while (answers.length < 20 && answers.at(-1)!.headers.get('connection') !== 'close')
      answers.push(await by('rck_x').get('/v1/me'))
    expect(answers.at(-1)!.headers.get('connection')).toBe('close')
  })
})

describe('an API key before two processes', () => {
  let database: TestDatabase
  const stops: (() => Promise<void>)[] = []
  const start = async (seed: string): Promise<Stack> => {
    const installation = await postgresInstallation(database)
    const stack = await sessionStack(installation, { ...testAmbient(), random: testAmbient(seed).random })
    stops.push(async () => {
      await stack.stop()
      await installation.close()
    })
    return stack
  }
  beforeAll(async () => {
    database = await testDatabase()
  })
  afterAll(async () => {
    for (const stop of stops) await stop()
    await database.drop()
  })

  it('is good in the other at once, and refused there within a second of being revoked', async () => {
    const [one, other] = await Promise.all([start('one'), start('other')])
    const { tenantId, origin } = await foundAcme(one)
    const admin = { ...origin, actor: { kind: 'admin', id: randomUUID() } as const }
    const owner = { kind: 'application', clientId: 'phone' } as const
    const issued = { keyId: randomUUID(), name: 'k', owner, scopes: ['read' as const], expiresAt: null }
    const { key } = await one.people.commands.issueApiKey({ tenantId, ...issued }, admin)
    expect(await other.people.checkApiKey(key!)).toMatchObject({ kind: 'apiKey', tenantId, clientId: 'phone' })
    await one.people.commands.revokeApiKey({ tenantId, keyId: issued.keyId }, admin)
    const revokedAt = performance.now()
    await expect(one.people.checkApiKey(key!)).rejects.toMatchObject({ code: 'not-signed-in' })
    await eventually(() => expect(other.people.checkApiKey(key!)).rejects.toMatchObject({ code: 'not-signed-in' }))
    expect(performance.now() - revokedAt).toBeLessThan(1_000)
  })
})
