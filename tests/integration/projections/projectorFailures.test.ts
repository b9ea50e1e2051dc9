import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sessionStream } from '#events/streams.ts'
import { postgresEventLog } from '#services/eventStore/postgres/postgresEventLog.ts'
import type { EventLog } from '#services/eventStore/eventStore.ts'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { postgresWrappedKeys } from '#services/eventStore/sealing/postgresWrappedKeys.ts'
import { sealingCodec } from '#services/eventStore/sealing/sealingCodec.ts'
import { consumerStanding } from '#services/consumers/consumerStanding.ts'
import { storeTailFeed } from '#services/feed/storeTailFeed.ts'
import { wholeLog } from '#services/feed/partitions.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { endpointOf } from '#services/postgres/endpoint.ts'
import { createPool, type Pool } from '#services/postgres/pool.ts'
import { readCheckpoint } from '#services/projections/live/checkpoints.ts'
import { projectorPool } from '#services/projections/live/projectorPool.ts'
import { runProjector } from '#services/projections/live/runProjector.ts'
import { check } from '#services/projections/rebuild/check.ts'
import { rebuild } from '#services/projections/rebuild/rebuild.ts'
import { KeysMissing } from '#services/projections/rebuild/unreadableLog.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'
import { storableEvent } from '../../support/storableEvent.ts'
import { trafficTenant, trafficUser, viewTraffic } from '../../support/viewTraffic.ts'
import { writeTraffic } from '../../support/writeTraffic.ts'
import { stretchesOfViews } from './stretchesOfViews.ts'

const clock = { now: () => Date.parse('2026-10-20T09:00:00.000Z') }

describe('the projector', () => {
  let database: TestDatabase
  let log: EventLog & { close: () => Promise<void> }
  /** A superuser's, for what only an operator or an accident does. */
  let superuser: Pool

  /** With keys of its own to fetch, as another process has. */
  const freshCodec = () => sealingCodec(keyring(database.masterKey, postgresWrappedKeys(database.databases.writer)))
  const start = (standing = consumerStanding()) => {
    const ending = new AbortController()
    const running = runProjector({
      databases: database.databases,
      log,
      feed: storeTailFeed(log),
      codec: freshCodec(),
      standing,
      clock,
      logger: silentLogger,
      signal: ending.signal,
    })
    return async () => {
      ending.abort()
      await running
    }
  }
  const checkpoint = async () => (await readCheckpoint(database.databases.writer, 0)).position
  const caughtUp = async () => {
    await expect.poll(checkpoint).toBe(await log.head())
  }
  const killWaitingProjectors = async (): Promise<number> => {
    const { rows } = await superuser.query<{ killed: number }>(
      `select count(pg_terminate_backend(pid)) as killed from pg_stat_activity
       where datname = current_database() and application_name = 'rollcall projector' and wait_event_type = 'Lock'`,
    )
    return rows[0]!.killed
  }
  const differences = async () =>
    (await check({ databases: database.databases, masterKey: database.masterKey })).differences
  const parked = async () =>
    (
      await database.databases.writer.query<{ view: string; reason: string; tenant_id: string }>(
        'select view, reason, tenant_id from parked_events order by view',
      )
    ).rows
  const write = (seed: number, events: number) => writeTraffic(log, freshCodec(), viewTraffic({ seed, events }))

  beforeEach(async () => {
    database = await testDatabase()
    log = postgresEventLog({ databases: database.databases, now: () => performance.now() })
    superuser = createPool({ endpoint: endpointOf(database.ownerUrl), size: 2, applicationName: 'accident' })
  })
  afterEach(async () => {
    await superuser.end()
    await log.close()
    await database.drop()
  })

  it('stands still on a log that was put back from a copy and has grown past it, until the views are rebuilt', async () => {
    await write(37, 300)
    const stop = start()
    await caughtUp()
    await stop()
    // Ids tell events apart: with other ids these are other events at the same positions.
    await superuser.query('update events set id = gen_random_uuid() where position > 200')
    await log.append('since', [storableEvent({ tenantId: trafficTenant(0), type: 'OfALaterRelease' })], -1)
    const before = await checkpoint()
    const standing = consumerStanding()
    const stopAgain = start(standing)
    await expect.poll(() => standing.state().trouble).toBe('LogReplaced')
    expect(await checkpoint()).toBe(before)

    await rebuild({ databases: database.databases, masterKey: database.masterKey })
    await log.append('later', [storableEvent({ tenantId: trafficTenant(0), type: 'OfALaterRelease' })], -1)
    await caughtUp()
    await stopAgain()
    expect(await differences()).toEqual([])
  })

  it('applies every event once, however often and however late it is delivered again', async () => {
    await write(31, 1_200)
    const pool = projectorPool(database.databases)
    const projector = stretchesOfViews({ pool, log, codec: freshCodec(), clock })
    await projector.begin(wholeLog)
    const head = await log.head()
    const deliver = async (after: number, limit: number): Promise<number> => {
      const events = await log.readAll({ after, limit })
      const to = events.at(-1)!.position
      await projector.take({ partition: 0, from: after, events, to, head })
      return to
    }
    let after = 0
    while (after < head) {
      const to = await deliver(after, 300)
      await deliver(after, 300)
      // Half of it again, with as much that is new: a batch that was cut elsewhere.
      after = await deliver(Math.floor((after + to) / 2), 300)
      await deliver(0, 300)
    }
    await projector.finish()
    await pool.end()
    expect(await checkpoint()).toBe(head)
    expect(await parked()).toEqual([])
    expect(await differences()).toEqual([])
    const { rows } = await database.databases.writer.query(
      'select 1 from changes group by tenant_id, upto having count(*) > 1',
    )
    expect(rows).toEqual([])
  })

  it('goes on after its connection was killed in the middle of a batch, again and again', async () => {
    await write(32, 6_000)
    const holder = await superuser.connect()
    await holder.query('begin')
    await holder.query('lock table user_overview in access exclusive mode')
    const stop = start()
    for (let kills = 0; kills < 3; kills += 1) await expect.poll(killWaitingProjectors).toBeGreaterThan(0)
    expect(await checkpoint()).toBe(0)
    await holder.query('commit')
    holder.release()
    await caughtUp()
    await stop()
    expect(await differences()).toEqual([])
  })

  it('parks what a hand in the database broke, tells which tenant’s, and goes on for all', async () => {
    await write(35, 300)
    const [broken, whole] = [trafficTenant(0), trafficTenant(1)]
    const payload = JSON.stringify({
      actor: { kind: 'system', id: 'x' },
      correlationId: 'c',
      causationId: null,
      context: null,
      data: { sessionId: 7 },
    })
    await log.append(
      sessionStream(broken, derivedUuid('broken', 1)),
      [storableEvent({ tenantId: broken, payload })],
      -1,
    )
    await writeTraffic(log, freshCodec(), laterTraffic(36, 300))
    const stop = start()
    await caughtUp()
    await stop()
    expect(await parked()).toEqual([{ view: 'session_log', reason: 'Unreadable', tenant_id: broken }])
    for (const tenantId of [broken, whole]) {
      const { rows } = await database.databases.writer.query<{ lines: number; last: number }>(
        'select count(*) as lines, max(number) as last from session_log where tenant_id = $1',
        [tenantId],
      )
      expect(rows[0]!.lines).toBe(rows[0]!.last)
    }
    expect(await differences()).toEqual([])
  })

  it('parks an event whose instant no column can hold, as a rebuild does', async () => {
    await write(37, 300)
    const tenantId = trafficTenant(0)
    const sessionId = derivedUuid('ancient', 1)
    const data = { sessionId, userId: trafficUser(0, 1), kind: 'idle', expiredAt: '-200000-01-01T00:00:00.000Z' }
    const payload = JSON.stringify({
      actor: { kind: 'system', id: 'x' },
      correlationId: 'c',
      causationId: null,
      context: null,
      data,
    })
    const ancient = storableEvent({ tenantId, payload, type: 'SessionExpired' })
    await log.append(sessionStream(tenantId, sessionId), [ancient], -1)
    await writeTraffic(log, freshCodec(), laterTraffic(38, 300))
    const stop = start()
    await caughtUp()
    await stop()
    expect((await parked()).map(({ tenant_id }) => tenant_id)).toContain(tenantId)
    expect(await differences()).toEqual([])
  })

  it('parks what it has no key of the tenant for; a rebuild refuses without it, and takes it up again with it', async () => {
    await write(39, 600)
    const [tenantId, userId] = [trafficTenant(0), trafficUser(0, 1)]
    const taken = await superuser.query<{ wrapped: Buffer }>(
      'delete from tenant_keys where tenant_id = $1 returning wrapped',
      [tenantId],
    )
    const stop = start()
    await caughtUp()
    await stop()
    const set = await parked()
    expect(set.map(({ view }) => view)).toEqual(expect.arrayContaining(['session_log', 'user_overview']))
    for (const event of set) expect(event).toMatchObject({ reason: 'KeyMissing', tenant_id: tenantId })
    const { databases, masterKey } = database
    await expect(rebuild({ databases, masterKey })).rejects.toThrow(KeysMissing)
    expect(await parked()).toEqual(set)
    await superuser.query('insert into tenant_keys (tenant_id, wrapped) values ($1, $2)', [
      tenantId,
      taken.rows[0]!.wrapped,
    ])
    expect((await rebuild({ databases, masterKey })).parked).toBe(0)
    expect(await parked()).toEqual([])
    expect(await differences()).toEqual([])
    const { rows } = await databases.writer.query(
      'select email from user_overview where tenant_id = $1 and user_id = $2',
      [tenantId, userId],
    )
    expect(rows).toEqual([{ email: 'person1@tenant0.test' }])
  })

  it('shows whoever has no key as erased, and everybody again when the key is put back', async () => {
    await write(40, 600)
    const [tenantId, userId] = [trafficTenant(0), trafficUser(0, 1)]
    const taken = await superuser.query<{ wrapped: Buffer }>(
      'delete from subject_keys where tenant_id = $1 and subject = $2 returning wrapped',
      [tenantId, userId],
    )
    const stop = start()
    await caughtUp()
    await stop()
    const { databases, masterKey } = database
    const shown = async () => {
      const { rows } = await databases.writer.query<{ email: string }>(
        `select email from user_overview where tenant_id = $1 and user_id = $2
         union select person ->> 'email' from session_list where tenant_id = $1 and user_id = $2`,
        [tenantId, userId],
      )
      return rows.map(({ email }) => email)
    }
    expect(await parked()).toEqual([])
    expect(await shown()).toEqual(['erased'])
    expect(await differences()).toEqual([])
    await superuser.query('insert into subject_keys (tenant_id, subject, wrapped) values ($1, $2, $3)', [
      tenantId,
      userId,
      taken.rows[0]!.wrapped,
    ])
    await rebuild({ databases, masterKey })
    expect(await shown()).toEqual(['person1@tenant0.test'])
  })
})

/** The same tenants and people, met again. */
function* laterTraffic(seed: number, events: number) {
  for (const placed of viewTraffic({ seed, events, startsAt: '2026-10-20T08:30:00.000Z' }))
    if (placed.event.type.startsWith('Session') && placed.stream.startsWith('session-')) yield placed
}
