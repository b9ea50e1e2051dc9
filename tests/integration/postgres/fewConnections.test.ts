import { afterAll, beforeAll, expect, it } from 'vitest'
import { leastConnections, planConnections } from '#services/postgres/connectionPlan.ts'
import { endpointOf } from '#services/postgres/endpoint.ts'
import { identifier } from '#services/postgres/logins.ts'
import { createPool, type Pool } from '#services/postgres/pool.ts'
import { type TestRollcall, testRollcall } from '../../support/rollcall.ts'
import { closeSockets, openPage } from '../../support/sockets.ts'

let rollcall: TestRollcall
let superuser: Pool

/** As few as a server leaves that allows 20 in all. */
beforeAll(async () => {
  rollcall = await testRollcall({ sizes: planConnections(leastConnections) })
  const endpoint = endpointOf(rollcall.database.ownerUrl)
  superuser = createPool({ endpoint, size: 1, applicationName: 'test' })
  await superuser.query(`alter database ${identifier(endpoint.database)} connection limit ${leastConnections}`)
})
afterAll(async () => {
  closeSockets()
  await superuser.end()
  await rollcall.stop()
})

const opened = async (): Promise<number> => {
  const { rows } = await superuser.query<{ count: number }>(
    `select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  )
  return rows[0]!.count
}

it('everything works with the fewest connections, all at once', async () => {
  const admin = await rollcall.signIn('acme', 'admin')
  const members = await Promise.all(
    Array.from({ length: 8 }, () => rollcall.signIn('acme', 'member', { client: 'web' })),
  )
  const page = openPage(rollcall.url, admin.accessToken)
  await page.hello
  const reading = [
    '/v1/sessions',
    '/v1/sessions/count?filter=city:x',
    '/v1/people',
    '/v1/log',
    '/v1/analytics/distribution',
    '/v1/me/sessions',
  ]
  const readAll = async () => {
    const answers = []
    for (const path of reading) answers.push(await admin.get(path), await admin.get(path))
    return answers
  }
  const [reads, ...commands] = await Promise.all([
    readAll(),
    ...members.map(({ sessionId }) =>
      admin.post(`/v1/sessions/${sessionId}/revoke`, { reason: 'few' }, { 'idempotency-key': sessionId }),
    ),
    admin.post('/v1/operations/preview', { filter: 'status:active' }),
    rollcall.signIn('globex', 'member', { client: 'web' }).then(() => ({ status: 200 })),
  ])
  const asked = [...reads, ...commands]
  expect(asked.map(({ status }) => status)).toEqual(asked.map(() => 200))
  await expect.poll(() => page.sessionIds()).toContain(members[0]!.sessionId)
  expect(await opened()).toBeLessThanOrEqual(leastConnections)
})
