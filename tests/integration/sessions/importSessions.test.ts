import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SessionImportReport } from '#events/wire/imports.ts'
import { httpClient, type HttpClient } from '../../support/httpClient.ts'
import { emailOf, testRollcall, type SignedInClient, type TestRollcall } from '../../support/rollcall.ts'

let both: TestRollcall
let admin: SignedInClient
let key: string
let application: HttpClient
beforeAll(async () => {
  both = await testRollcall()
  admin = await both.signIn('acme', 'admin')
  key = await both.apiKey('acme', ['sessions'])
  application = httpClient(both.url, { 'rollcall-key': key })
})
afterAll(() => both.stop())

const ago = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString()

const header = 'token,user_id,email,created_at,expires_at,last_activity,ip_address,is_active'
const row = (token: string, { active = true, email = emailOf('member', 'acme'), ip = '203.0.113.7' } = {}) =>
  `${token},${email.split('@')[0]},${email},${ago(30)},${ago(-100)},${ago(1)},${ip},${active}`

const send = async (rows: string[], query = '', headers: Record<string, string> = { 'rollcall-key': key }) => {
  const answer = await fetch(`${both.url}/v1/sessions/import?format=csv${query}`, {
    method: 'POST',
    body: [header, ...rows].join('\n'),
    headers: { 'content-type': 'text/csv', ...headers },
  })
  return { status: answer.status, body: (await answer.json()) as SessionImportReport & { code?: string } }
}

const form = (token: string) => new URLSearchParams({ token }).toString()
const ask = async (token: string, who: HttpClient = application) => {
  const { body } = await who.send('POST', '/v1/token/introspect', form(token), {
    'content-type': 'application/x-www-form-urlencoded',
  })
  return body as { active: boolean; sid?: string; sub?: string; exp?: number; amr?: string[] }
}

describe('a session of an application’s own table', () => {
  it('goes on when the application asks by its own token, until somebody ends it', async () => {
    const { status, body } = await send([row('old-token-1')])
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { live: 1, refused: 0, columns: { externalRef: 'token' } },
    })
    const told = await ask('old-token-1')
    expect(told).toMatchObject({ active: true, sub: both.userId('acme', 'member'), amr: ['imported'] })
    await expect.poll(async () => (await admin.get(`/v1/sessions/${told.sid}`)).status).toBe(200)
    const shown = (await admin.get(`/v1/sessions/${told.sid}`)).body as { startedAt: string; lastActiveAt: string }
    expect(Date.now() - Date.parse(shown.startedAt)).toBeGreaterThan(29 * 3_600_000)
    expect(Date.now() - Date.parse(shown.lastActiveAt)).toBeGreaterThan(3_000_000)
    await admin.post(`/v1/sessions/${told.sid}/revoke`, { reason: 'taken' })
    expect(await ask('old-token-1')).toEqual({ active: false })
  })

  it('is taken over once, however often its row comes, and does not come back', async () => {
    await send([row('old-token-2')])
    const { sid } = await ask('old-token-2')
    await admin.post(`/v1/sessions/${sid}/revoke`, { reason: 'taken' })
    expect((await send([row('old-token-2')])).body).toMatchObject({ live: 0, already: 1 })
    expect(await ask('old-token-2')).toEqual({ active: false })
  })

  it('is signed out by the application itself, by the same token', async () => {
    await send([row('old-token-3')])
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await application.send('POST', '/v1/token/revoke', form('old-token-3'), headers)).status).toBe(200)
    expect(await ask('old-token-3')).toEqual({ active: false })
    expect((await application.send('POST', '/v1/token/revoke', form('never-seen'), headers)).status).toBe(200)
  })

  it('is no session for another application or another tenant', async () => {
    await send([row('old-token-4')])
    const other = httpClient(both.url, { 'rollcall-key': await both.apiKey('globex', ['sessions']) })
    expect(await ask('old-token-4', other)).toEqual({ active: false })
  })

  it('ends with its person’s being disabled', async () => {
    const email = emailOf('analyst', 'acme')
    await send([row('old-token-5', { email })])
    expect(await ask('old-token-5')).toMatchObject({ active: true })
    await admin.post(`/v1/users/${both.userId('acme', 'analyst')}/disable`, { reason: 'left' })
    expect(await ask('old-token-5')).toEqual({ active: false })
    expect((await send([row('old-token-6', { email })])).body).toMatchObject({
      refused: 1,
      lines: [{ line: 2, code: 'person-refused' }],
    })
  })

  it('that had ended is passed over, or kept with its end', async () => {
    expect((await send([row('old-token-7', { active: false })])).body).toMatchObject({ skipped: 1, live: 0 })
    expect((await send([row('old-token-7', { active: false })], '&ended=history')).body).toMatchObject({ history: 1 })
    expect(await ask('old-token-7')).toEqual({ active: false })
  })

  it('from where nobody may come in is refused', async () => {
    const ip = '198.51.100.77'
    const until = { kind: 'address', value: ip, hours: 1, reason: 'attack' }
    const blocked = await admin.post('/v1/blocks', until)
    expect(blocked.status).toBeLessThan(300)
    expect((await send([row('blocked-1', { ip })])).body).toMatchObject({ refused: 1, lines: [{ code: 'blocked' }] })
    const { block } = blocked.body as { block: { id: string } }
    await admin.send('DELETE', `/v1/blocks/${block.id}`, { reason: 'over' })
  })

  it('of nobody is refused, and the other rows are taken', async () => {
    const { body } = await send([row('x-1', { email: 'nobody@acme.test' }), row('x-2')])
    expect(body).toMatchObject({ live: 1, refused: 1, lines: [{ line: 2, code: 'person-unknown' }] })
  })

  it('is only told of in a dry run', async () => {
    expect((await send([row('dry-1')], '&dryRun=true')).body).toMatchObject({ live: 1, dryRun: true })
    expect(await ask('dry-1')).toEqual({ active: false })
  })

  it('is in no event by its token', async () => {
    await send([row('very-secret-token')])
    const { sid } = await ask('very-secret-token')
    await expect.poll(async () => (await admin.get(`/v1/sessions/${sid}/events`)).status).toBe(200)
    expect(JSON.stringify((await admin.get(`/v1/sessions/${sid}/events`)).body)).not.toContain('very-secret')
  })
})

describe('who imports sessions', () => {
  it('is the application, for itself alone, or an admin who names it', async () => {
    expect(await send([row('y-1')], '&client=mobile')).toMatchObject({ status: 400, body: { code: 'client-unknown' } })
    const signedIn = { authorization: `Bearer ${admin.accessToken}` }
    expect(await send([row('y-2')], '', signedIn)).toMatchObject({ status: 400, body: { code: 'client-unknown' } })
    expect(await send([row('y-2')], '&client=dashboard', signedIn)).toMatchObject({ status: 400 })
    expect(await send([row('y-2')], '&client=web', signedIn)).toMatchObject({ status: 200, body: { live: 1 } })
    expect(await ask('y-2')).toMatchObject({ active: true })
  })

  it('is told which column is missing', async () => {
    expect(await send([row('z-1')], '&map=nothing=ip')).toMatchObject({
      status: 400,
      body: { code: 'invalid-request' },
    })
  })
})
