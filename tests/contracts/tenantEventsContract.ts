import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { postgresWrappedKeys } from '#services/eventStore/sealing/postgresWrappedKeys.ts'
import { sealingCodec } from '#services/eventStore/sealing/sealingCodec.ts'
import type { NumberedEvent } from '#services/projections/sessionLog/eventsOfLines.ts'
import { sessionIn } from '#services/projections/sessionLog/logRowOf.ts'
import { EventMissing, tenantEvents, type TenantStretch } from '#services/projections/sessionLog/tenantEvents.ts'
import type { ProjectedViews } from '../support/projectedViews.ts'
import { trafficTenant, viewTraffic } from '../support/viewTraffic.ts'

const tenantId = trafficTenant(0)
const traffic = [...viewTraffic({ seed: 21, events: 2_600, tenants: 2, usersPerTenant: 12, oddPercent: 20 })]

/** What the reader of a tenant's events does, whichever store holds the log. */
export const tenantEventsContract = (name: string, open: () => Promise<ProjectedViews>, close = async () => {}) =>
  describe(`a tenant’s events, read from ${name}`, () => {
    let stack: ProjectedViews
    let own: { position: number; id: string; type: string }[]
    beforeAll(async () => {
      stack = await open()
      // A few at a time, so that no store is asked for more than it answers in its time.
      for (let from = 0; from < 2_400; from += 200) await stack.write(traffic.slice(from, from + 200))
      const stored = await stack.log.readAll({ after: 0, limit: 10_000 })
      own = stored.filter((event) => event.tenantId === tenantId)
    })
    afterAll(async () => {
      await stack?.stop()
      await close()
    })

    const reader = () => {
      const { databases, masterKey } = stack.database
      const codec = sealingCodec(keyring(masterKey, postgresWrappedKeys(databases.writer)))
      return tenantEvents({ databases, log: stack.log, codec })
    }
    const read = async (stretch: TenantStretch = {}, of = tenantId): Promise<NumberedEvent[]> => {
      const events: NumberedEvent[] = []
      for await (const run of reader()(of, stretch)) events.push(...run)
      return events
    }

    it('are all of them, in the order of the log, numbered from 1 without a gap', async () => {
      const events = await read()
      expect(events.map(({ number }) => number)).toEqual(own.map((_, index) => index + 1))
      expect(events.map(({ event }) => event.position)).toEqual(own.map(({ position }) => position))
      expect(events.every(({ event }) => event.tenantId === tenantId)).toBe(true)
      expect(events.length).toBeGreaterThan(1_000)
    })

    it('come in runs of 500 at most, so memory is flat', async () => {
      const sizes: number[] = []
      for await (const run of reader()(tenantId)) sizes.push(run.length)
      expect(Math.max(...sizes)).toBe(500)
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(own.length)
    })

    it('can be read from one number to another, of some types, of one session', async () => {
      const whole = await read()
      expect(await read({ from: 600, to: 1_150 })).toEqual(whole.slice(599, 1_150))
      expect(await read({ from: own.length, to: own.length + 100 })).toEqual(whole.slice(-1))
      expect(await read({ from: own.length + 1 })).toEqual([])
      const types = ['SessionStarted', 'LoginFailed']
      expect(await read({ types })).toEqual(whole.filter(({ event }) => types.includes(event.type)))
      const { sessionId } = whole.find(({ event }) => event.type === 'SessionRefreshed')!.event.data as {
        sessionId: string
      }
      const ofSession = await read({ sessionId, to: 1_000 })
      expect(ofSession).toEqual(whole.slice(0, 1_000).filter(({ event }) => sessionIn(event.data) === sessionId))
      expect(ofSession.length).toBeGreaterThan(1)
    })

    it('end where the views were when the reading began, however slowly it goes on', async () => {
      const reading = reader()(tenantId)
      const first = await reading.next()
      await stack.write(traffic.slice(2_400))
      let read = (first.value as NumberedEvent[]).length
      for await (const run of reading) read += run.length
      expect(read).toBe(own.length)
    })

    it('hold no connection while whoever reads them is slow', async () => {
      const reading = reader()(tenantId)
      await reading.next()
      const { owner, roles } = stack.database.databases
      const { rows } = await owner.query(
        `select pid from pg_stat_activity
         where datname = current_database() and usename = $1 and state like 'idle in transaction%'`,
        [roles.app],
      )
      expect(rows).toEqual([])
      await reading.return(undefined)
    })

    it('count those that cannot be read in full, and show what is left of them', async () => {
      const whole = await read()
      const lost = whole.find(({ event }) => event.type === 'SessionStarted')!
      const { owner } = stack.database.databases
      // Without a person's own key the person would be forgotten: then all that is left of an event is all there is.
      await owner.query('create table kept_keys as select * from tenant_keys where false')
      await owner.query('alter table tenant_keys no force row level security')
      await owner.query(
        'with gone as (delete from tenant_keys where tenant_id = $1 returning *) insert into kept_keys select * from gone',
        [tenantId],
      )
      const events = await read()
      expect(events).toHaveLength(whole.length)
      expect(events[lost.number - 1]).toMatchObject({
        number: lost.number,
        lost: 'personal',
        event: { id: lost.event.id },
      })
      await owner.query('insert into tenant_keys select * from kept_keys')
      await owner.query('alter table tenant_keys force row level security')
    })

    it('are another tenant’s alone for another tenant, and none for nobody', async () => {
      const other = await read({}, trafficTenant(1))
      expect(new Set(other.map(({ event }) => event.tenantId))).toEqual(new Set([trafficTenant(1)]))
      expect(await read({}, '0198a8a0-0000-7000-8000-000000000000')).toEqual([])
    })

    it('are not quietly fewer where the log does not hold what the views have a line of', async () => {
      await stack.stopProjecting()
      await stack.database.databases.writer.query(
        'update session_log set position = position + 1000000000 where tenant_id = $1 and number = 3',
        [tenantId],
      )
      await expect(read()).rejects.toThrow(EventMissing)
    })
  })
