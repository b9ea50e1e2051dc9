import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { openLog } from '#services/composition/data/openLog.ts'
import { changePolicy } from '../../support/changedPolicy.ts'
import { demoGeo } from '../../support/demoGeo.ts'
import { httpClient } from '../../support/httpClient.ts'
import { emailOf, password, testRollcall, type TestRollcall } from '../../support/rollcall.ts'

const [berlin, paris] = [{ 'x-forwarded-for': '78.55.128.7' }, { 'x-forwarded-for': '82.250.0.9' }]
const details = ['off', 'country', 'city'] as const

let rollcall: TestRollcall
beforeAll(async () => {
  const environment = { TRUSTED_PROXIES: '127.0.0.1,::1' }
  rollcall = await testRollcall({ slugs: details, geo: demoGeo, environment })
  for (const detail of details) {
    await changePolicy(rollcall.rollcall.tenants, rollcall.tenantId(detail), { place: { detail } })
    await use(detail)
  }
})
afterAll(() => rollcall.stop())

/** Signs in from two cities at once, which is impossible travel, with a wrong password before and a refresh after. */
const use = async (slug: Policy['place']['detail']): Promise<void> => {
  const { post } = httpClient(rollcall.url)
  const credentials = { tenant: slug, email: emailOf('member', slug), password, client: 'web', transport: 'bearer' }
  await post('/v1/auth/login', { ...credentials, password: 'wrong horse battery' }, paris)
  await post('/v1/auth/login', credentials, berlin)
  const { body } = await post('/v1/auth/login', credentials, paris)
  const { refreshToken } = body as { refreshToken: string }
  expect((await post('/v1/auth/refresh', { refreshToken }, berlin)).status).toBe(200)
}

/** Everything that the database shows of a tenant, as text. */
const rowsOf = async (tenantId: string): Promise<string> => {
  const { writer } = rollcall.database.databases
  const { rows: tables } = await writer.query<{ name: string }>(
    `select table_name as name from information_schema.columns
     where column_name = 'tenant_id' and table_schema = 'public' and has_table_privilege(format('%I', table_name), 'select')`,
  )
  expect(tables.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['session_list', 'session_log', 'last_sign_ins']),
  )
  const texts = tables.map(async ({ name }) => {
    const { rows } = await writer.query<{ row: string }>(`select t::text as row from ${name} t where tenant_id = $1`, [
      tenantId,
    ])
    return rows.map(({ row }) => row).join('\n')
  })
  return (await Promise.all(texts)).join('\n')
}

const eventsOf = async (tenantId: string) => {
  const { databases, masterKey } = rollcall.database
  const { store, close } = openLog({ databases, masterKey }, () => performance.now())
  try {
    return (await store.readAll({ after: 0, limit: 10_000 })).filter((event) => event.tenantId === tenantId)
  } finally {
    await close()
  }
}

describe.each(details)('a tenant that keeps %s of places', (detail) => {
  it('has that in its events, and in every row that was made of them', async () => {
    const tenantId = rollcall.tenantId(detail)
    const events = await eventsOf(tenantId)
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['LoginFailed', 'SessionStarted', 'SessionRefreshed', 'SessionContextChanged']),
    )
    const isListed = async () => (await rowsOf(tenantId)).includes('sessioncontextchanged')
    await expect.poll(isListed, { timeout: 20_000 }).toBe(true)
    const told = `${JSON.stringify(events)}\n${await rowsOf(tenantId)}`
    for (const word of ['Berlin', 'berlin', 'Paris', '52.52', '48.857'])
      expect([word, told.includes(word)]).toEqual([word, detail === 'city'])
    for (const country of ['DE', 'FR'])
      expect([country, new RegExp(`country"+:"+${country}`).test(told)]).toEqual([country, detail !== 'off'])
  })

  it('lists its sessions with as much', async () => {
    const admin = await rollcall.signIn(detail, 'admin')
    const { body } = await admin.get(`/v1/sessions?filter=${encodeURIComponent('country:DE')}`)
    expect((body as { items: unknown[] }).items.length > 0).toBe(detail !== 'off')
  })
})

it('only cities tell of impossible travel', async () => {
  const found = async (detail: (typeof details)[number]) => {
    const admin = await rollcall.signIn(detail, 'admin')
    return ((await admin.get('/v1/anomalies')).body as { items: { rule: string }[] }).items.map(({ rule }) => rule)
  }
  await expect.poll(() => found('city'), { timeout: 30_000 }).toEqual(['impossible-travel'])
  expect([await found('country'), await found('off')]).toEqual([[], []])
})
