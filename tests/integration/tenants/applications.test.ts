import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emailOf, password, testRollcall, type SignedInClient, type TestRollcall } from '../../support/rollcall.ts'
import { eventually } from '../../support/eventually.ts'
import { httpClient } from '../../support/httpClient.ts'

let acme: TestRollcall
let admin: SignedInClient
beforeAll(async () => {
  acme = await testRollcall({ slugs: ['acme'] })
  admin = await acme.signIn('acme', 'admin')
})
afterAll(() => acme.stop())

const registration = (id: string, more: object = {}) => ({
  id,
  name: `App ${id}`,
  audience: `acme-${id}`,
  origins: [],
  transport: 'bearer',
  ...more,
})
const register = async (id: string, more: object = {}) => {
  const answer = await admin.post('/v1/applications', registration(id, more))
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return (answer.body as { application: object }).application
}
interface Granted {
  accessToken: string
  refreshToken: string
  accessExpiresAt: string
  session: { id: string; startedAt: string; idleExpiresAt: string; absoluteExpiresAt: string }
}
const attempt = (client: string) =>
  httpClient(acme.url).post('/v1/auth/login', { tenant: 'acme', email: emailOf('member', 'acme'), password, client })
const signIn = async (client: string) => (await attempt(client)).body as Granted
const current = async ({ accessToken }: Granted) => {
  const { status, body } = await httpClient(acme.url, { authorization: `Bearer ${accessToken}` }).get(
    '/v1/auth/session',
  )
  return { status, code: (body as { code?: string }).code, cause: (body as { cause?: string }).cause }
}
const refreshed = async ({ refreshToken }: Granted) =>
  (await httpClient(acme.url).post('/v1/auth/refresh', { refreshToken })).status
const secondsBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / 1000)

describe('an application of a tenant', () => {
  it('lets people sign in from the moment it is registered, and not before', async () => {
    expect((await attempt('shop')).body).toMatchObject({ status: 400, code: 'client-unknown' })
    expect(await register('shop')).toMatchObject({
      id: 'shop',
      audience: 'acme-shop',
      isDashboard: false,
      lifetimes: {},
    })
    expect((await attempt('shop')).status).toBe(200)
    const { body } = await admin.get('/v1/applications')
    expect((body as { items: { id: string }[] }).items.map(({ id }) => id).sort()).toEqual([
      'dashboard',
      'mobile',
      'shop',
      'web',
    ])
  })

  it('has lifetimes of its own below the policy’s', async () => {
    const lifetimes = { accessSeconds: 120, idleSeconds: 600, absoluteSeconds: 3600 }
    await register('short', { lifetimes })
    const granted = await signIn('short')
    const { startedAt, idleExpiresAt, absoluteExpiresAt } = granted.session
    expect(secondsBetween(startedAt, idleExpiresAt)).toBe(600)
    expect(secondsBetween(startedAt, absoluteExpiresAt)).toBe(3600)
    expect(secondsBetween(startedAt, granted.accessExpiresAt)).toBeLessThanOrEqual(121)
    const tooLong = await admin.send('PATCH', '/v1/applications/short', { lifetimes: { idleSeconds: 31_536_000 } })
    expect(tooLong.body).toMatchObject({
      status: 400,
      errors: [{ path: 'body.lifetimes.idleSeconds', code: 'above-policy' }],
    })
  })

  it('is changed in what is named, and its sessions go on', async () => {
    await register('news')
    const granted = await signIn('news')
    const { status, body } = await admin.send('PATCH', '/v1/applications/news', {
      name: 'Newsroom',
      audience: 'acme-newsroom',
    })
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { application: { name: 'Newsroom', audience: 'acme-newsroom', transport: 'bearer' } },
    })
    expect(await current(granted)).toMatchObject({ status: 200 })
    expect(await refreshed(granted)).toBe(200)
  })

  it('cannot have the dashboard’s audience, because tokens of that audience may administer the tenant', async () => {
    for (const answer of [
      await admin.post('/v1/applications', registration('thief', { audience: 'rollcall-dashboard' })),
      await admin.send('PATCH', '/v1/applications/web', { audience: 'rollcall-dashboard' }),
    ])
      expect(answer.body).toMatchObject({ status: 400, errors: [{ path: 'body.audience', code: 'reserved' }] })
  })

  it.each([
    ['https://app.example/', 'a path'],
    ['HTTPS://app.example', 'capitals'],
    ['ftp://app.example', 'another scheme'],
    ['*', 'a pattern'],
  ])('takes no origin such as %s (%s)', async (origin) => {
    const { status } = await admin.post('/v1/applications', registration('odd', { origins: [origin] }))
    expect(status).toBe(400)
  })

  it('ends with all its sessions at once when it is removed, as an operation, and no other application’s', async () => {
    await register('old')
    const [first, second, other] = [await signIn('old'), await signIn('old'), await signIn('web')]
    await eventually(async () => {
      const { body } = await admin.get('/v1/applications/old/removal')
      expect((body as { sessions: number }).sessions).toBe(2)
    })
    const stale = await admin.delete('/v1/applications/old', { reason: 'sold', confirm: 0 })
    expect(stale.body).toMatchObject({ status: 409, code: 'preview-stale' })
    expect(await current(first)).toMatchObject({ status: 200 })

    const { status, body } = await admin.delete('/v1/applications/old', {
      reason: 'sold',
      message: 'Old was switched off.',
      confirm: 2,
    })
    expect(status).toBe(200)
    const { operation } = body as { operation: { id: string }; ended: number }
    expect(body).toMatchObject({ ended: 2, operation: { kind: 'application', filter: 'client:old', sessions: 2 } })
    for (const granted of [first, second]) {
      expect(await current(granted)).toMatchObject({ status: 401, code: 'session-ended', cause: 'operation' })
      expect(await refreshed(granted)).toBe(401)
    }
    expect(await current(other)).toMatchObject({ status: 200 })
    expect(await current(await signIn('web'))).toMatchObject({ status: 200 })
    expect((await attempt('old')).body).toMatchObject({ code: 'client-unknown' })
    await eventually(async () => {
      const { body: done } = await admin.get(`/v1/operations/${operation.id}`)
      expect(done).toMatchObject({ operation: { state: 'finished', ended: 2, alreadyEnded: 0 } })
      const { body: count } = await admin.get('/v1/sessions/count?filter=client:old%20status:active')
      expect(count).toMatchObject({ total: 0 })
    })
    const { body: row } = await admin.get(`/v1/sessions/${first.session.id}`)
    expect(row).toMatchObject({
      status: 'revoked',
      cause: 'operation',
      reason: 'sold',
      message: 'Old was switched off.',
    })
    expect((await admin.delete('/v1/applications/old', { reason: 'again', confirm: 0 })).status).toBe(404)
    expect((await admin.post('/v1/applications', registration('old'))).body).toMatchObject({ code: 'already-exists' })
  })

  it('is never the dashboard: nobody could undo it', async () => {
    for (const answer of [
      await admin.delete('/v1/applications/dashboard', { reason: 'x', confirm: 0 }),
      await admin.get('/v1/applications/dashboard/removal'),
      await admin.send('PATCH', '/v1/applications/dashboard', { transport: 'bearer' }),
      await admin.send('PATCH', '/v1/applications/dashboard', { audience: 'other' }),
    ])
      expect(answer.body).toMatchObject({ status: 409, code: 'locks-you-out' })
    expect((await admin.send('PATCH', '/v1/applications/dashboard', { lifetimes: { idleSeconds: 3600 } })).status).toBe(
      200,
    )
  })
})
