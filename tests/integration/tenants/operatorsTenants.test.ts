import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { noQuotas } from '#events/tenant/quotas.ts'
import type { Role } from '#events/tenant/events.ts'
import { besideRollcall, type BesideRollcall } from '../../support/besideRollcall.ts'
import { eventually } from '../../support/eventually.ts'
import { httpClient } from '../../support/httpClient.ts'
import { routeTable } from '../../support/roleTable.ts'
import { emailOf, password, testRollcall, type SignedInClient, type TestRollcall } from '../../support/rollcall.ts'
import { closeSockets, closing, connected, endedMessage, openMe, openPage } from '../../support/sockets.ts'

let one: TestRollcall
let other: BesideRollcall
let operator: SignedInClient
beforeAll(async () => {
  one = await testRollcall()
  other = await besideRollcall(one)
  operator = await one.signIn('system', 'operator')
})
afterEach(closeSockets)
afterAll(async () => {
  await other.stop()
  await one.stop()
})

interface Tenant {
  id: string
  slug: string
  name: string
  suspendedAt: string | null
  quotas: typeof noQuotas
  use: { people: number; liveSessions: number; eventsPerDay: number }
}
const tenantIn = ({ body }: { body: unknown }) => (body as { tenant: Tenant }).tenant
const read = async (id: string) => tenantIn(await operator.get(`/v1/tenants/${id}`))
const why = { reason: 'the invoice is open', message: 'Call us.' }
const act = (slug: string, what: 'suspend' | 'resume') =>
  operator.post(`/v1/tenants/${one.tenantId(slug)}/${what}`, why)
const attempt = (slug: string, role: Role, change: object = {}) =>
  httpClient(one.url).post('/v1/auth/login', {
    tenant: slug,
    email: emailOf(role, slug),
    password,
    client: 'web',
    ...change,
  })
const quotas = (change: Partial<typeof noQuotas>) =>
  operator.send('PATCH', `/v1/tenants/${one.tenantId('globex')}`, { quotas: { ...noQuotas, ...change } })

describe('the tenants of an operator', () => {
  it('are listed newest first, without the operators’ own, and counted as they are used', async () => {
    await one.signIn('acme', 'member')
    await eventually(async () => {
      const { body } = await operator.get('/v1/tenants')
      const { items } = body as { items: Tenant[] }
      expect(items.map(({ slug }) => slug)).toEqual(['globex', 'acme'])
      expect(items[1]).toMatchObject({ suspendedAt: null, quotas: noQuotas, use: { people: 4 } })
      expect(items[1]!.use.liveSessions).toBeGreaterThanOrEqual(1)
      expect(items[1]!.use.eventsPerDay).toBeGreaterThan(10)
      expect((body as { total: number }).total).toBe(2)
    })
  })

  it('come page by page, each once', async () => {
    const first = (await operator.get('/v1/tenants?limit=1')).body as { items: Tenant[]; nextCursor: string }
    const second = (await operator.get(`/v1/tenants?limit=2&cursor=${first.nextCursor}`)).body as typeof first
    expect([...first.items, ...second.items].map(({ slug }) => slug)).toEqual(['globex', 'acme'])
    expect(second.nextCursor).toBeNull()
  })

  it.each([
    ['sort=name', ['acme', 'globex']],
    ['sort=-liveSessions', ['acme', 'globex']],
    ['sort=eventsPerDay', ['globex', 'acme']],
    ['q=GLO', ['globex']],
    ['q=nobody', []],
  ])('are found and ordered by %s, page by page, with their number', async (asked, slugs) => {
    await eventually(async () => {
      const found: string[] = []
      for (let cursor = ''; ;) {
        const { body } = await operator.get(`/v1/tenants?limit=1&${asked}${cursor}`)
        const { items, nextCursor, total } = body as { items: Tenant[]; nextCursor: string | null; total: number }
        found.push(...items.map(({ slug }) => slug))
        expect(total).toBe(slugs.length)
        if (nextCursor === null) break
        cursor = `&cursor=${nextCursor}`
      }
      expect(found).toEqual(slugs)
    })
  })

  it('refuses a cursor of another order', async () => {
    const { nextCursor } = (await operator.get('/v1/tenants?limit=1')).body as { nextCursor: string }
    const answer = await operator.get(`/v1/tenants?limit=1&sort=name&cursor=${nextCursor}`)
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-cursor' } })
  })

  it('are created under a free name, once for each key, and listed by whoever created them', async () => {
    const headers = { 'idempotency-key': 'first-initech' }
    const made = await operator.post('/v1/tenants', { slug: 'initech', name: ' Initech ' }, headers)
    expect([made.status, tenantIn(made)]).toMatchObject([201, { slug: 'initech', name: 'Initech', use: { people: 0 } }])
    const again = await operator.post('/v1/tenants', { slug: 'initech', name: ' Initech ' }, headers)
    expect(tenantIn(again).id).toBe(tenantIn(made).id)
    const listed = await operator.get(`/v1/tenants?minPosition=${made.headers.get('rollcall-position')}`)
    expect((listed.body as { items: Tenant[] }).items[0]).toMatchObject({ slug: 'initech' })
    for (const slug of ['initech', 'system'])
      expect((await operator.post('/v1/tenants', { slug, name: 'X' })).body).toMatchObject({ code: 'already-exists' })
    for (const slug of ['', 'Acme', 'a b', '-a', 'a'.repeat(64)])
      expect((await operator.post('/v1/tenants', { slug, name: 'X' })).body).toMatchObject({ code: 'invalid-request' })
  })

  it('are renamed, which their people see', async () => {
    const id = one.tenantId('globex')
    await operator.get('/v1/tenants')
    const renamed = await operator.send('PATCH', `/v1/tenants/${id}`, { name: 'Globex AG' })
    expect(tenantIn(renamed)).toMatchObject({ name: 'Globex AG', slug: 'globex' })
    const position = renamed.headers.get('rollcall-position')
    const found = await operator.get(`/v1/tenants?q=globex%20ag&minPosition=${position}`)
    expect(found.body).toMatchObject({ items: [{ id }], total: 1 })
    const member = await one.signIn('globex', 'member')
    expect((await member.get('/v1/me')).body).toMatchObject({ tenant: { name: 'Globex AG' } })
  })

  it('get their first admin by a link, and from then on invite by themselves', async () => {
    const created = await operator.post('/v1/tenants', { slug: 'hooli', name: 'Hooli' })
    const path = `/v1/tenants/${tenantIn(created).id}/invites`
    const email = 'gavin@hooli.test'
    const first = await operator.post(path, { email })
    expect(Object.keys(first.body as object).sort()).toEqual(['expiresAt', 'link', 'mailed', 'position'])
    const again = await operator.post(path, { email })
    const tokenOf = ({ body }: { body: unknown }) => (body as { link: string }).link.split('#')[1]!
    const accept = (token: string) => httpClient(one.url).post('/v1/invites/accept', { token, name: 'Gavin', password })
    expect((await accept(tokenOf(first))).status).toBe(401)
    expect((await accept(tokenOf(again))).status).toBe(201)
    const signedIn = await httpClient(one.url).post(
      '/v1/auth/login',
      { tenant: 'hooli', email, password, client: 'dashboard' },
      { origin: one.url, 'rollcall-client': 'dashboard' },
    )
    expect(signedIn.body).toMatchObject({ user: { roles: ['admin'] }, tenant: { slug: 'hooli' } })
    expect((await operator.post(path, { email: 'more@hooli.test' })).body).toMatchObject({ code: 'wrong-state' })
    expect((await operator.get(`/v1/tenants/${tenantIn(created).id}`)).body).toMatchObject({ hasAdmin: true })
  })

  it('hold nothing of their people in any answer that an operator can get', async () => {
    const personal = [emailOf('member', 'acme'), 'member of acme', one.userId('acme', 'member'), '127.0.0.1']
    // A mailbox instead of a mail server is for trying things, and says so: mails name people.
    const paths = Object.entries(routeTable)
      .filter(([route, access]) => access === 'operate' && route.startsWith('GET') && route !== 'GET /v1/mailbox')
      .map(([route]) => route.slice(4).replaceAll(/\{\w+\}/g, one.tenantId('acme')))
    expect(paths.length).toBeGreaterThanOrEqual(3)
    for (const path of paths) {
      const { status, body } = await operator.get(path)
      expect(status, path).toBe(200)
      for (const word of personal) expect(JSON.stringify(body), path).not.toContain(word)
    }
  })

  it('stand beside all processes that run on the database, which vanish when they stop', async () => {
    interface Process {
      id: string
      roles: string[]
      missing: string
      skewMs: number
    }
    const processes = async () => ((await operator.get('/v1/system')).body as { processes: Process[] }).processes
    await eventually(async () => expect(await processes()).toHaveLength(2))
    const third = await besideRollcall(one)
    await eventually(async () => {
      const running = await processes()
      expect(running.map(({ missing }) => missing)).toEqual(['', '', ''])
      for (const { roles, skewMs } of running) {
        expect(roles).toContain('api')
        expect(Math.abs(skewMs)).toBeLessThan(2_000)
      }
    })
    await third.stop()
    expect(await processes()).toHaveLength(2)
    await one.database.databases.writer.query(`update processes set said_at = now() - interval '1 minute'`)
    await eventually(async () => expect(await processes()).toHaveLength(2))
    await one.database.databases.writer.query(
      `insert into processes (id, host, pid, version, roles, missing, said_at)
       values (gen_random_uuid(), 'killed', 1, '1', '{api}', '', now() - interval '16 seconds')`,
    )
    expect(await processes()).toHaveLength(2)
  })

  it('do not include the operators’ own: it can be neither read, changed nor suspended', async () => {
    const path = `/v1/tenants/${one.tenantId('system')}`
    expect((await operator.get(path)).status).toBe(404)
    expect((await operator.send('PATCH', path, { name: 'Mine' })).status).toBe(404)
    expect((await operator.post(`${path}/resume`, why)).status).toBe(404)
    expect((await operator.post(`${path}/suspend`, why)).body).toMatchObject({ status: 409, code: 'locks-you-out' })
  })
})

describe('a tenant that is suspended', () => {
  it('loses every session at once, in every process, and its people read why they cannot sign in', async () => {
    const member = await one.signIn('acme', 'member', { client: 'web' })
    const { refreshToken } = (await attempt('acme', 'analyst')).body as { refreshToken: string }
    const admin = await one.signIn('acme', 'admin')
    const neighbour = await one.signIn('globex', 'member')
    const sockets = [openMe(one.url, member.accessToken), openMe(other.url, member.accessToken)]
    const page = openPage(other.url, admin.accessToken)
    await Promise.all([...sockets.map(connected), page.hello])
    const told = Promise.all(sockets.map(endedMessage))
    const closed = Promise.all([...sockets, page.socket].map(closing))
    const { status, body } = await act('acme', 'suspend')
    const acknowledgedAt = performance.now()
    expect([status, body]).toMatchObject([200, { operation: { id: expect.any(String) }, ended: expect.any(Number) }])
    expect((await told).map(({ cause, message }) => [cause, message])).toEqual([
      ['suspended', 'Call us.'],
      ['suspended', 'Call us.'],
    ])
    await closed
    expect(performance.now() - acknowledgedAt).toBeLessThan(1_000)
    for (const url of [one.url, other.url]) {
      const bearer = { authorization: `Bearer ${member.accessToken}` }
      const refused = await httpClient(url, bearer).get('/v1/auth/session')
      expect(refused.body).toMatchObject({ status: 401, code: 'session-ended', cause: 'suspended' })
      expect((await httpClient(url).post('/v1/auth/refresh', { refreshToken })).body).toMatchObject({
        status: 401,
        code: 'session-ended',
      })
    }
    expect((await attempt('acme', 'member')).body).toMatchObject({ status: 403, code: 'blocked' })
    expect((await attempt('acme', 'member', { password: 'wrong' })).body).toMatchObject({ code: 'invalid-credentials' })
    expect((await neighbour.get('/v1/auth/session')).status).toBe(200)
  })

  it('is shown as suspended, with no live session left', async () => {
    await eventually(async () =>
      expect(await read(one.tenantId('acme'))).toMatchObject({
        suspendedAt: expect.any(String),
        use: { liveSessions: 0 },
      }),
    )
  })

  it('is in use again once it is resumed, whose admin then reads what was done', async () => {
    const resumed = await act('acme', 'resume')
    expect(tenantIn(resumed)).toMatchObject({ suspendedAt: null })
    const admin = await one.signIn('acme', 'admin')
    const { body } = await admin.get('/v1/operations')
    const [operation] = (body as { items: { kind: string; reason: string; ended: number }[] }).items
    expect(operation).toMatchObject({ kind: 'tenant', reason: why.reason, state: 'finished' })
    expect(operation!.ended).toBeGreaterThanOrEqual(3)
  })
})

describe('a quota of a tenant', () => {
  afterEach(() => quotas({}))

  it('warns before it refuses, or is refused itself', async () => {
    const answer = await quotas({ people: { soft: 9, hard: 5 } })
    expect(answer.body).toMatchObject({ code: 'invalid-request', errors: [{ path: 'body.quotas.people.soft' }] })
    expect(tenantIn(await quotas({ people: { soft: 5, hard: 5 } })).quotas.people).toEqual({ soft: 5, hard: 5 })
  })

  it('of live sessions refuses the next sign-in and says what to do, and nothing that goes on', async () => {
    const member = await one.signIn('globex', 'member')
    await eventually(async () => expect((await read(one.tenantId('globex'))).use.liveSessions).toBeGreaterThan(0))
    await quotas({ liveSessions: { soft: null, hard: 1 } })
    const { body } = await attempt('globex', 'analyst')
    expect(body).toMatchObject({ status: 409, code: 'quota-reached', quota: 'liveSessions', limit: 1 })
    expect((body as { detail: string }).detail).toContain('Sign out somewhere else')
    expect((await attempt('globex', 'analyst', { password: 'wrong' })).status).toBe(401)
    expect((await member.get('/v1/auth/session')).status).toBe(200)
    await quotas({ liveSessions: { soft: 1, hard: null } })
    expect((await attempt('globex', 'analyst')).status).toBe(200)
    const admin = await one.signIn('globex', 'admin')
    expect((await admin.get('/v1/quotas')).body).toMatchObject({
      items: [{ quota: 'liveSessions', soft: 1, hard: null, level: 'warning' }],
    })
  })

  it('of events a day refuses sign-in until the day is over', async () => {
    await quotas({ eventsPerDay: { soft: null, hard: 10 } })
    expect((await attempt('globex', 'member')).body).toMatchObject({ code: 'quota-reached', quota: 'eventsPerDay' })
  })

  it.each(['liveSessions', 'eventsPerDay'])('of %s never keeps out an admin, who can make room', async (quota) => {
    await attempt('globex', 'member')
    await eventually(async () => expect((await read(one.tenantId('globex'))).use.liveSessions).toBeGreaterThan(0))
    await quotas({ [quota]: { soft: null, hard: 1 } })
    expect((await attempt('globex', 'member')).body).toMatchObject({ code: 'quota-reached', quota })
    expect((await attempt('globex', 'admin')).status).toBe(200)
  })

  it('of people refuses one more, and nobody who is there', async () => {
    const tenantId = one.tenantId('globex')
    await quotas({ people: { soft: null, hard: 4 } })
    const { commands } = one.rollcall.tenants
    const origin = { actor: { kind: 'system', id: 'tests' } as const, correlationId: 'c', context: null }
    const because = { reason: null, message: null, ticket: null }
    const person = { tenantId, email: 'new@globex.test', name: 'New', roles: ['member'] } as const
    await expect(commands.addUser({ ...person, credential: { kind: 'oneTime' } }, origin)).rejects.toMatchObject({
      code: 'quota-reached',
      details: { extra: { quota: 'people', limit: 4 } },
    })
    const change = { tenantId, userId: one.userId('globex', 'member'), roles: ['member', 'analyst'] } as const
    await commands.changeRoles({ ...change, ...because }, origin)
    expect((await read(tenantId)).use.people).toBe(4)
  })
})
