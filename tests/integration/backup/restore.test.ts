import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { tenantStream } from '#events/streams.ts'
import { openLog } from '#services/composition/data/openLog.ts'
import { backupAge } from '#services/postgres/installation.ts'
import { check } from '#services/projections/rebuild/check.ts'
import { backUp, restoreInto } from '../../support/backups.ts'
import { besideRollcall, type BesideRollcall } from '../../support/besideRollcall.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { httpClient } from '../../support/httpClient.ts'
import { type KurrentdbDouble, kurrentdbDouble } from '../../support/kurrentdb/kurrentdbDouble.ts'
import { realAmbient } from '../../support/realAmbient.ts'
import { emailOf, password, type TestRollcall, testRollcall } from '../../support/rollcall.ts'
import { temporaryFolder } from '../../support/runningRollcall.ts'
import { closeSockets, openPage } from '../../support/sockets.ts'

interface Held {
  accessToken: string
  refreshToken: string
  sessionId: string
  /** Of the sign-in, as the answer named it. */
  position: string
}

/** Signs in as an application does, which gets to see its refresh token. */
const signInAt = async (url: string, slug: string, role: 'analyst' | 'admin' | 'member'): Promise<Held> => {
  const body = { tenant: slug, email: emailOf(role, slug), password, client: 'mobile', transport: 'bearer' }
  const answer = await httpClient(url).post('/v1/auth/login', body)
  if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
  const { accessToken, refreshToken, session } = answer.body as Held & { session: { id: string } }
  return { accessToken, refreshToken, sessionId: session.id, position: answer.headers.get('rollcall-position')! }
}

/** Ends everybody's sessions, as no route does yet. */
const invalidateTenant = async ({ database }: TestRollcall, tenantId: string): Promise<void> => {
  const databases = await database.reopen()
  const { store, close } = openLog({ databases, masterKey: database.masterKey }, () => performance.now())
  const stream = tenantStream(tenantId)
  const revision = (await store.readStream(stream)).at(-1)!.revision
  const silent = { reason: null, message: null, ticket: null, operationId: null }
  const at = new Date().toISOString()
  await store.append(
    stream,
    [
      {
        type: 'SessionsInvalidated',
        version: 1,
        data: { userId: null, notBefore: at, except: [], cause: 'admin', ...silent },
        id: realAmbient.random.id(),
        tenantId,
        at,
        actor: { kind: 'system', id: 'tests' },
        correlationId: 'tests',
        causationId: null,
        context: null,
      },
    ],
    revision,
  )
  await close()
  await databases.close()
}

describe('a backup that is restored', () => {
  let place: Awaited<ReturnType<typeof temporaryFolder>>
  let rollcall: TestRollcall
  let target: TestDatabase
  let restored: BesideRollcall
  /** Signed in before the backup: one stays, one is revoked after it. */
  let kept: Held
  let revoked: Held
  /** Signed in after the backup, the last when the tenant had been through more than the backup knows. */
  let later: Held
  let latest: Held
  let members: Record<'acme' | 'globex', Held>

  const reads = (url: string, { accessToken }: Held) =>
    httpClient(url, { authorization: `Bearer ${accessToken}` }).get('/v1/auth/session')
  const refreshes = (url: string, { refreshToken }: Held) => httpClient(url).post('/v1/auth/refresh', { refreshToken })
  const asAnalyst = async (slug: string, url = restored.url) => {
    const body = { tenant: slug, email: emailOf('analyst', slug), password, client: 'dashboard', transport: 'bearer' }
    const answer = await httpClient(url).post('/v1/auth/login', body)
    const { accessToken } = answer.body as Held
    const position = answer.headers.get('rollcall-position')!
    return { accessToken, position, ...httpClient(url, { authorization: `Bearer ${accessToken}` }) }
  }

  beforeAll(async () => {
    place = await temporaryFolder('rollcall backup ')
    rollcall = await testRollcall()
    const { url } = rollcall
    kept = await signInAt(url, 'acme', 'member')
    revoked = await signInAt(url, 'acme', 'member')
    members = { acme: kept, globex: await signInAt(url, 'globex', 'member') }
    const backup = await backUp(rollcall.database, place.folder)

    const analyst = await rollcall.signIn('acme', 'analyst')
    const answer = await analyst.post(`/v1/sessions/${revoked.sessionId}/revoke`, { reason: 'stolen' })
    expect(answer.status).toBe(200)
    later = await signInAt(url, 'acme', 'admin')
    for (const _ of [1, 2, 3]) await invalidateTenant(rollcall, rollcall.tenantId('acme'))
    latest = await signInAt(url, 'acme', 'admin')
    expect((await reads(url, latest)).status).toBe(200)

    target = await testDatabase({}, rollcall.database.masterKey)
    await restoreInto(target, backup.file)
    restored = await besideRollcall({ database: target, url })
  })
  afterEach(closeSockets)
  afterAll(async () => {
    await restored?.stop()
    await rollcall?.stop()
    await target?.drop()
    await place?.remove()
  })

  it('refuses every access token there ever was', async () => {
    for (const held of [kept, revoked, later, latest, members.globex])
      expect(await reads(restored.url, held)).toMatchObject({ status: 401, body: { code: 'not-signed-in' } })
  })

  it('refuses every refresh token, and tells those it knows why', async () => {
    for (const held of [kept, revoked, members.globex])
      expect(await refreshes(restored.url, held)).toMatchObject({
        status: 401,
        body: { code: 'session-ended', cause: 'restore', message: expect.stringContaining('restored from a backup') },
      })
    for (const held of [later, latest])
      expect(await refreshes(restored.url, held)).toMatchObject({ status: 401, body: { code: 'refresh-invalid' } })
  })

  it('lets the same people sign in again, and only them', async () => {
    const again = await signInAt(restored.url, 'acme', 'member')
    expect((await reads(restored.url, again)).status).toBe(200)
    expect((await refreshes(restored.url, again)).status).toBe(200)
  })

  it('tells pages to start over, by socket and by HTTP, whatever position they held', async () => {
    const { accessToken, get } = await asAnalyst('acme')
    const page = openPage(restored.url, accessToken)
    await page.hello
    for (const { position } of [kept, latest]) {
      expect(await page.resume(position)).toEqual({ reset: true })
      const answer = await get(`/v1/sessions?minPosition=${position}`)
      expect(answer).toMatchObject({ status: 410, body: { code: 'position-reset' } })
    }
    expect(await page.resume(page.at()!)).toHaveProperty('frames')
  })

  it('says in every tenant what happened, to its auditors and on its sessions', async () => {
    for (const slug of ['acme', 'globex'] as const) {
      const { get, position } = await asAnalyst(slug)
      const log = await get(`/v1/log?limit=200&minPosition=${position}`)
      const items = (log.body as { items: { type: string; text: string; data: { events: number } }[] }).items
      const entry = items.find(({ type }) => type === 'LogRestored')
      expect(entry?.text).toMatch(/^The log was restored from a backup of 20.* UTC with \d+ events; what came after/)
      expect(items.filter(({ type }) => type === 'SessionsInvalidated')).toHaveLength(1)
      const session = await get(`/v1/sessions/${members[slug].sessionId}`)
      expect(session).toMatchObject({ status: 200, body: { status: 'revoked', cause: 'restore' } })
    }
  })

  it('keeps tenants apart as before', async () => {
    const { get, position } = await asAnalyst('acme')
    const list = (await get(`/v1/sessions?limit=200&minPosition=${position}`)).body as { items: { id: string }[] }
    const ids = list.items.map(({ id }) => id)
    expect(ids).toContain(kept.sessionId)
    expect(ids).not.toContain(members.globex.sessionId)
    expect((await get(`/v1/sessions/${members.globex.sessionId}`)).status).toBe(404)
    expect((await get(`/v1/sessions/${later.sessionId}`)).status).toBe(404)
  })

  it('has views that equal its log', async () => {
    const databases = await target.reopen()
    const { differences, rows } = await check({ databases, masterKey: target.masterKey })
    expect(differences).toEqual([])
    expect(rows).toBeGreaterThan(10)
    await databases.close()
  })

  it('goes nowhere but into an empty store', async () => {
    const { file } = await backUp(rollcall.database, place.folder)
    await expect(restoreInto(target, file)).rejects.toThrow('There are events here already')
  })
})

describe('a restore that is interrupted', () => {
  let place: Awaited<ReturnType<typeof temporaryFolder>>
  let rollcall: TestRollcall
  let file: string
  let other: string
  let whole: string[]
  beforeAll(async () => {
    place = await temporaryFolder('rollcall backup ')
    rollcall = await testRollcall()
    await signInAt(rollcall.url, 'acme', 'member')
    ;({ file } = await backUp(rollcall.database, place.folder))
    ;({ file: other } = await backUp(rollcall.database, place.folder))
    whole = await linesOf(rollcall.database)
  })
  afterAll(async () => {
    await rollcall?.stop()
    await place?.remove()
  })

  /** What is in the log, without what a restore adds. */
  const linesOf = async ({ databases: { writer } }: TestDatabase): Promise<string[]> => {
    const { rows } = await writer.query<{ line: string }>(
      `select concat_ws(' ', position, stream, revision, id, at, payload::text, sealed::text) as line from events
       where type <> 'LogRestored' and payload::text not like '%"id":"restore"%' order by position`,
    )
    return rows.map(({ line }) => line)
  }

  const stop = (): never => {
    throw new Error('killed')
  }

  it.each([
    ['before the first event', 0, undefined],
    ['in the middle of the log', 7, undefined],
    ['before the views are made', Infinity, 'rebuild'],
  ] as const)('%s stays shut and goes on from there', async (_, most, where) => {
    const target = await testDatabase({}, rollcall.database.masterKey)
    const broken = restoreInto(target, file, ({ write, rebuild }) => ({
      write: async (after, events) => {
        if (most < events.length) await write(after, events.slice(0, most))
        return most < events.length ? stop() : write(after, events)
      },
      rebuild: where === 'rebuild' ? async () => stop() : rebuild,
    }))
    await expect(broken).rejects.toThrow('killed')

    const between = await target.reopen()
    expect(between.installation).toMatchObject({ epoch: 0, restoring: { backupId: expect.any(String) } })
    await between.close()
    await expect(restoreInto(target, other)).rejects.toThrow('The restore of another backup was begun here')

    await restoreInto(target, file)
    expect(await linesOf(target)).toEqual(whole)
    const after = await target.reopen()
    expect(after.installation).toMatchObject({ restoring: null, store: 'postgres' })
    expect(after.installation.epoch).not.toBe(0)
    const { rows } = await after.writer.query(`select tenant_id from events where type = 'LogRestored'`)
    expect(rows).toHaveLength(3)
    expect((await check({ databases: after, masterKey: target.masterKey })).differences).toEqual([])
    await after.close()
    await target.drop()
  })
})

describe('a backup of one store', () => {
  let place: Awaited<ReturnType<typeof temporaryFolder>>
  let rollcall: TestRollcall
  let server: KurrentdbDouble
  beforeAll(async () => {
    place = await temporaryFolder('rollcall backup ')
    rollcall = await testRollcall()
    server = await kurrentdbDouble()
    await signInAt(rollcall.url, 'acme', 'member')
  })
  afterAll(async () => {
    await rollcall?.stop()
    await server?.stop()
    await place?.remove()
  })

  it('is restored into another and back, and works in both', async () => {
    const { masterKey } = rollcall.database
    const { file, events } = await backUp(rollcall.database, place.folder)
    const [second, third] = [await testDatabase({}, masterKey), await testDatabase({}, masterKey)]
    const inKurrentdb = { ...second, kurrentdbUrl: server.url }
    expect(await restoreInto(inKurrentdb, file)).toEqual({ events, tenants: 3 })
    const there = await besideRollcall({ database: second, url: rollcall.url }, server.url)
    await signInAt(there.url, 'globex', 'member')
    expect((await check({ databases: second.databases, masterKey, kurrentdbUrl: server.url })).differences).toEqual([])
    await there.stop()

    const again = await backUp(inKurrentdb, place.folder)
    // What the restore said, the sign-in, and perhaps by now the end of the session that was open.
    expect(again.events).toBeGreaterThanOrEqual(events + 6 + 1)
    await restoreInto(third, again.file)
    const back = await besideRollcall({ database: third, url: rollcall.url })
    await signInAt(back.url, 'acme', 'member')
    expect((await check({ databases: third.databases, masterKey })).differences).toEqual([])
    await back.stop()
    await Promise.all([second.drop(), third.drop()])
  })
})

describe('a backup that is taken while people are added and sign in', () => {
  it('holds every key, secret and event up to its position', async () => {
    const place = await temporaryFolder('rollcall backup ')
    const rollcall = await testRollcall()
    const { commands } = rollcall.rollcall.tenants
    const tenantId = rollcall.tenantId('acme')
    let isBusy = true
    let added = 0
    const add = async (): Promise<void> => {
      while (isBusy) {
        const email = `${realAmbient.random.id()}@acme.test`
        const credential = { kind: 'password', password, path: 'password' } as const
        const origin = {
          actor: { kind: 'system', id: 'tests' } as const,
          correlationId: realAmbient.random.id(),
          context: null,
        }
        await commands.addUser({ tenantId, email, name: email, roles: ['member'], credential }, origin)
        await httpClient(rollcall.url).post('/v1/auth/login', {
          tenant: 'acme',
          email,
          password,
          client: 'mobile',
          transport: 'bearer',
        })
        added += 1
      }
    }
    const adding = [add(), add(), add()]
    const backups = []
    for (const _ of [1, 2]) {
      await expect.poll(() => added).toBeGreaterThan(backups.length * 5 + 3)
      backups.push(await backUp(rollcall.database, place.folder))
    }
    isBusy = false
    await Promise.all(adding)
    expect(await backupAge(rollcall.database.databases.writer)).toBeLessThan(90)

    for (const { file, position } of backups) {
      const target = await testDatabase({}, rollcall.database.masterKey)
      const { events } = await restoreInto(target, file)
      expect(events).toBe(position)
      const databases = await target.reopen()
      // Rows of the views are made of what was sealed: a missing key would stop the rebuild, and this check.
      expect((await check({ databases, masterKey: target.masterKey })).differences).toEqual([])
      const named = await databases.writer.query(
        `select 1 from events e where type = 'CredentialChanged'
         and not exists (select from secrets s where s.id::text = e.payload::json->'data'->>'secretId')`,
      )
      expect(named.rows).toEqual([])
      await databases.close()
      await target.drop()
    }
    await rollcall.stop()
    await place.remove()
  })
})
