import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RollcallEvent } from '#events/catalogue.ts'
import { storeTailFeed } from '#services/feed/storeTailFeed.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { runProjector } from '#services/projections/live/runProjector.ts'
import { viewHandouts } from '#services/projections/viewHandouts.ts'
import { endedSet } from '#services/sessions/endings/endedSet/endedSet.ts'
import { wirePositions } from '#services/keys/wirePositions.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'
import { postgresInstallation } from '../../support/postgresInstallation.ts'
import { acme, login, sessionStack, type Stack } from '../../support/sessionStack.ts'
import { testAmbient } from '../../support/testAmbient.ts'

const ambient = testAmbient()
let database: TestDatabase
let installation: Awaited<ReturnType<typeof postgresInstallation>>
let views: ReturnType<typeof viewHandouts>
let tenant: Awaited<ReturnType<typeof acme>>
let stack: Stack
const ending = new AbortController()
let projecting: Promise<void>

const start = async (): Promise<Stack> => {
  await views.waitForView(await installation.store.head(), 30_000)
  const now = (): number => performance.now()
  const set = endedSet({ ...installation, writer: database.databases.writer, logger: silentLogger, now })
  return sessionStack(installation, ambient, { ...views, endedSet: set })
}
const restart = async (meanwhile: () => void = () => undefined): Promise<void> => {
  await stack.stop()
  meanwhile()
  stack = await start()
}

beforeAll(async () => {
  database = await testDatabase()
  installation = await postgresInstallation(database)
  const { databases, masterKey } = database
  const { log, codec } = installation
  const { clock } = ambient
  const feed = storeTailFeed(log)
  views = viewHandouts({ databases, masterKey, log, codec, clock, positions: wirePositions(masterKey) })
  projecting = runProjector({ databases, log, feed, codec, clock, logger: silentLogger, signal: ending.signal })
  stack = await start()
  tenant = await acme(stack)
})
afterAll(async () => {
  await stack.stop()
  ending.abort()
  await projecting
  await views.close()
  await installation.close()
  await database.drop()
})

const signIn = async (email = 'ann@acme.test', change = {}) => (await login(stack, { email, ...change })).body
const dataOf = async (type: RollcallEvent['type'], userId: string) =>
  (await installation.store.readAll({ after: 0, limit: 10_000 }))
    .filter((event) => event.type === type && 'userId' in event.data && event.data.userId === userId)
    .map(({ data }) => data)
const check = async (accessToken: string) => {
  const { body } = await stack.call('GET /v1/auth/session', { token: accessToken })
  return body.code ?? 'active'
}

describe('sessions over the real views and the real ended set', () => {
  it('are drained one by one after everything of a person was ended', async () => {
    const [mine, ...others] = [await signIn(), await signIn(), await signIn(), await signIn()]
    const { body } = await stack.call('DELETE /v1/me/sessions', { token: mine.accessToken })
    expect(body['ended']).toBe(3)
    await expect.poll(() => dataOf('SessionRevoked', tenant.userId)).toHaveLength(3)
    const drained = await dataOf('SessionRevoked', tenant.userId)
    expect(drained).toEqual(
      expect.arrayContaining(
        others.map(({ session }) => expect.objectContaining({ sessionId: session.id, cause: 'user' })),
      ),
    )
    expect(await check(mine.accessToken)).toBe('active')
    await views.waitForView(await installation.store.head())
    expect((await views.undrainedSessions(10)).sessions).toEqual([])
    expect(await views.liveSessionIds(tenant.tenantId, tenant.userId)).toEqual([mine.session.id])
  })

  it('are known as ended, spared or outdated after a restart', async () => {
    const bob = await tenant.add('bob@acme.test')
    const [ended, spared] = [await signIn('bob@acme.test'), await signIn('bob@acme.test')]
    await stack.call('DELETE /v1/me/sessions', { token: spared.accessToken })
    await restart()
    expect([await check(ended.accessToken), await check(spared.accessToken)]).toEqual(['session-ended', 'active'])
    const roles = {
      tenantId: tenant.tenantId,
      userId: bob,
      roles: ['analyst' as const],
      reason: null,
      message: null,
      ticket: null,
    }
    await stack.people.commands.changeRoles(roles, tenant.origin)
    await restart()
    expect(await check(spared.accessToken)).toBe('token-outdated')
  })

  it('that lapsed while nothing ran are expired once it runs again', async () => {
    const carl = await tenant.add('carl@acme.test')
    const idle = await signIn('carl@acme.test', { lifetime: { idleSeconds: 600 } })
    const living = await signIn('carl@acme.test')
    await restart(() => ambient.pass(3_600_000))
    await expect.poll(() => dataOf('SessionExpired', carl)).toHaveLength(1)
    expect(await dataOf('SessionExpired', carl)).toMatchObject([
      { sessionId: idle.session.id, kind: 'idle', expiredAt: '2026-11-20T09:10:00.000Z' },
    ])
    const renewed = await stack.call('POST /v1/auth/refresh', { body: { refreshToken: living.refreshToken } })
    expect(renewed.status).toBe(200)
  })
})
