import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endpointOf } from '#services/postgres/endpoint.ts'
import { createPool } from '#services/postgres/pool.ts'
import { check } from '#services/projections/rebuild/check.ts'
import { rebuild } from '#services/projections/rebuild/rebuild.ts'
import { besideRollcall, type BesideRollcall } from '../../support/besideRollcall.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { httpClient } from '../../support/httpClient.ts'
import { mayCall, routeTable } from '../../support/roleTable.ts'
import { emailOf, password, populate } from '../../support/rollcall.ts'
import { closeSockets, openPage } from '../../support/sockets.ts'

const origin = { actor: { kind: 'system', id: 'tests' }, correlationId: 'tests', context: null } as const
/** What people type; both processes answer under it. */
const publicUrl = 'http://rollcall.test'
const because = { reason: 'Reason of Gone', message: null, ticket: null }
/** Whatever would tell who it was. */
const personal = /.{0,80}gone.{0,80}/i

/** A person and an admin whose keys are gone: deleted while nothing ran that could remember them. */
describe('forgotten people', () => {
  let database: TestDatabase
  let first: BesideRollcall
  let tenantId: string
  let later: BesideRollcall
  let admin: Awaited<ReturnType<typeof signInAs>>
  let userId: string
  let adminId: string
  let operationId: string
  const sessionIds: string[] = []
  const tokens: string[] = []

  const signIn = (url: string, email: string, typed = password) =>
    httpClient(url).post('/v1/auth/login', {
      tenant: 'acme',
      email,
      password: typed,
      client: 'dashboard',
      transport: 'bearer',
      // Whoever tries it later is a stranger, who is not erased.
      ...(email.includes('gone') && url === first.url
        ? { device: { id: 'device-of-gone', name: 'Laptop of Gone' } }
        : {}),
    })
  const signInAs = async (url: string, email: string) => {
    const answer = await signIn(url, email)
    expect(answer).toMatchObject({ status: 200 })
    const { accessToken, refreshToken, session } = answer.body as {
      accessToken: string
      refreshToken: string
      session: { id: string }
    }
    const client = httpClient(url, { authorization: `Bearer ${accessToken}` })
    return { ...client, accessToken, refreshToken, sessionId: session.id }
  }

  const add = (email: string, name: string, role: 'admin' | 'member', to = first) =>
    to.rollcall.tenants.commands.addUser(
      {
        tenantId: tenantId,
        email,
        name,
        roles: [role],
        credential: { kind: 'password', password, path: 'x' },
      },
      origin,
    )

  /** What a former admin did to others is told of them too. */
  const actAsGoneAdmin = async () => {
    const victim = await signInAs(first.url, emailOf('member', 'acme'))
    const acting = await signInAs(first.url, 'admin.gone@acme.test')
    const ended = await acting.post(`/v1/sessions/${victim.sessionId}/revoke`, { reason: 'No reason' })
    expect(ended.status).toBe(200)
    operationId = await eventually(async () => {
      const { items } = (await acting.get('/v1/operations')).body as { items: { id: string }[] }
      expect(items.length).toBeGreaterThan(0)
      return items[0]!.id
    })
  }

  const forget = async (...ids: string[]) => {
    const superuser = createPool({ endpoint: endpointOf(database.ownerUrl), size: 1, applicationName: 'tests' })
    const { rowCount } = await superuser.query('delete from subject_keys where subject = any ($1)', [ids])
    expect(rowCount).toBe(ids.length)
    await superuser.end()
  }

  beforeAll(async () => {
    database = await testDatabase()
    first = await besideRollcall({ database, url: publicUrl })
    tenantId = (await populate(first.rollcall, ['acme'])).tenantIds.get('acme')!
    userId = (await add('gone@acme.test', 'Gone Person', 'member')).userId
    adminId = (await add('admin.gone@acme.test', 'Gone Admin', 'admin')).userId
    for (let times = 0; times < 4; times += 1) {
      const { sessionId, refreshToken } = await signInAs(first.url, 'gone@acme.test')
      sessionIds.push(sessionId)
      tokens.push(refreshToken)
    }
    await signIn(first.url, 'gone@acme.test', 'not the password')
    const about = { tenantId: tenantId, userId, ...because }
    await actAsGoneAdmin()
    const { commands } = first.rollcall.tenants
    await commands.changeRoles({ ...about, roles: ['analyst', 'member'] }, origin)
    await first.stop()
    await forget(userId, adminId)
    later = await besideRollcall({ database, url: publicUrl })
    admin = await signInAs(later.url, 'admin@acme.test')
  })
  afterAll(async () => {
    closeSockets()
    await later.stop()
    await database.drop()
  })

  const idOf = (parameter: string): string => ({ userId, sessionId: sessionIds[0]!, operationId })[parameter] ?? userId
  const reads = Object.keys(routeTable).filter((route) => route.startsWith('GET /v1/'))
  /** What an admin may not read, and what is no person's. */
  const expected = (route: string): number => {
    if (!mayCall(routeTable[route]!, 'admin')) return 403
    return /\{(?!userId|sessionId|operationId)/.test(route) ? 404 : 200
  }
  const readAll = async () => {
    const told: Record<string, string> = {}
    for (const route of reads) {
      const path = route.slice('GET '.length).replaceAll(/\{(\w+)\}/g, (_, parameter: string) => idOf(parameter))
      const range = path.includes('/analytics/activity')
        ? '?from=2026-01-01T00:00:00.000Z&to=2026-01-01T01:00:00.000Z'
        : ''
      const answer = await admin.get(path + range)
      expect([route, answer.status]).toEqual([route, expected(route)])
      told[route] = JSON.stringify(answer.body)
    }
    return told
  }

  it('are refused at sign-in like people with a wrong password', async () => {
    const right = await signIn(later.url, 'gone@acme.test')
    const wrong = await signIn(later.url, 'gone@acme.test', 'not the password')
    const nobody = await signIn(later.url, 'nobody@acme.test')
    const told = ({ status, body }: typeof right) => ({ status, ...(body as object), id: '' })
    expect(told(right)).toMatchObject({ status: 401, code: 'invalid-credentials' })
    for (const other of [wrong, nobody]) expect(told(right)).toEqual(told(other))
  })

  it('get no further tokens', async () => {
    const { status } = await httpClient(later.url).post('/v1/auth/refresh', { refreshToken: tokens[3] })
    expect(status).toBe(401)
  })

  it('are in the way of no route', async () => {
    await readAll()
  })

  it('are ended by session, by person and by an operation, and live pages are told', async () => {
    const page = openPage(later.url, admin.accessToken)
    await page.hello
    const one = await admin.post(`/v1/sessions/${sessionIds[0]}/revoke`, { reason: 'by session' })
    expect(one.status).toBe(200)
    const { status, body } = await admin.post('/v1/operations', {
      sessionIds: [sessionIds[1]],
      reason: 'by operation',
      confirm: 1,
    })
    expect([status, body]).toEqual([202, expect.anything()])
    const all = await admin.post(`/v1/users/${userId}/revoke-sessions`, { reason: 'by person' })
    expect(all.status).toBe(200)
    await eventually(async () => {
      for (const id of sessionIds) {
        const { body: row } = await admin.get(`/v1/sessions/${id}`)
        expect(row).toMatchObject({ id, status: 'revoked' })
      }
    })
    await expect.poll(page.sessionIds).toEqual(expect.arrayContaining([sessionIds[0], sessionIds[1]]))
  })

  it('can be disabled and enabled, which is told without a name', async () => {
    const { commands } = later.rollcall.tenants
    const about = { tenantId: tenantId, userId, ...because, reason: 'left' }
    await commands.disableUser(about, origin)
    await commands.enableUser(about, origin)
  })

  it('are named in nothing, and the views are what the log says, as they are and made anew', async () => {
    const { databases, masterKey } = database
    const saysNothing = async () => {
      const told = await readAll()
      for (const [route, text] of Object.entries(told))
        expect([route, personal.exec(text)?.[0]]).toEqual([route, undefined])
      return told
    }
    const isClean = () =>
      eventually(async () => expect((await check({ databases, masterKey })).differences).toEqual([]))
    await eventually(saysNothing)
    await isClean()
    expect((await rebuild({ databases, masterKey })).parked).toBe(0)
    await isClean()
    const told = await saysNothing()
    for (const route of [
      'GET /v1/sessions',
      'GET /v1/sessions/{sessionId}',
      'GET /v1/people',
      'GET /v1/people/{userId}',
    ])
      expect(told[route]).toContain('"erased"')
    for (const route of [
      'GET /v1/log',
      'GET /v1/sessions/{sessionId}/events',
      'GET /v1/operations',
      'GET /v1/operations/{operationId}',
    ])
      expect([route, told[route]]).toEqual([route, expect.stringContaining('erased')])
    const found = await admin.get('/v1/sessions?filter=user:erased')
    expect((found.body as { items: { userId: string }[] }).items.map((row) => row.userId)).toContain(userId)
  })

  it('appear as erased on live pages', async () => {
    const page = openPage(later.url, admin.accessToken)
    await page.hello
    const { commands } = later.rollcall.tenants
    await commands.disableUser({ tenantId: tenantId, userId, ...because, reason: 'again' }, origin)
    await expect.poll(() => page.frames.flatMap(({ log }) => log.map(({ type }) => type))).toContain('UserDisabled')
    const [line] = page.frames.flatMap(({ log }) => log.filter(({ type }) => type === 'UserDisabled'))
    expect(line?.text).toContain('erased')
    expect(JSON.stringify(page.frames)).not.toMatch(personal)
  })

  it('are forgotten by a process that knew them as soon as the key is gone', async () => {
    const { userId: lateId } = await add('late.gone@acme.test', 'Late Gone', 'member', later)
    const { sessionId } = await signInAs(later.url, 'late.gone@acme.test')
    const readLog = async () => JSON.stringify((await admin.get(`/v1/log?filter=userId:${lateId}`)).body)
    await eventually(async () =>
      expect(await readLog()).toMatch(/SessionStarted.*late\.gone|late\.gone.*SessionStarted/),
    )
    const page = openPage(later.url, admin.accessToken)
    await page.hello
    await forget(lateId)
    await eventually(async () => expect((await signIn(later.url, 'late.gone@acme.test')).status).toBe(401))
    // The log says what people are called now, by a view from which they are erased within moments.
    await eventually(async () => expect(await readLog()).not.toContain('late.gone'))
    const { body } = await admin.post(`/v1/sessions/${sessionId}/revoke`, { reason: 'left' })
    expect(body).toMatchObject({ session: { id: sessionId, user: { email: 'erased', name: 'erased' } } })
    await expect.poll(() => page.erasures.length).toBe(1)
  })

  it('are told to open pages as soon as no answer names them, whatever the pages show, and to pages that were away', async () => {
    const { userId: shownId } = await add('shown.gone@acme.test', 'Shown Gone', 'member', later)
    const { sessionId } = await signInAs(later.url, 'shown.gone@acme.test')
    const page = openPage(later.url, admin.accessToken)
    const { erasure } = await page.hello
    const answers = ['/v1/sessions', `/v1/sessions/${sessionId}`, '/v1/log', '/v1/people']
    const told = async () =>
      JSON.stringify(await Promise.all(answers.map(async (path) => (await admin.get(path)).body)))
    await eventually(async () => expect(await told()).toContain('shown.gone@acme.test'))
    await forget(shownId)
    await expect.poll(() => page.erasures.length).toBe(1)
    expect(await told()).not.toMatch(/shown.gone/i)
    const away = await openPage(later.url, admin.accessToken).hello
    expect(away.erasure).toBe(page.erasures[0])
    expect(away.erasure).not.toBe(erasure)
  })
})
