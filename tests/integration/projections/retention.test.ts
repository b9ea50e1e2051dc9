import type { RetentionLimits } from '#events/retention/limitsOf.ts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import type { RetentionEvent } from '#events/retention/events.ts'
import { retentionStream } from '#events/streams.ts'
import { sealedEventStore } from '#services/eventStore/sealedEventStore.ts'

import { findDue } from '#services/projections/retention/findDue.ts'
import { retireStep } from '#services/retention/retireStep.ts'
import { realAmbient } from '../../support/realAmbient.ts'
import { writeTraffic } from '../../support/writeTraffic.ts'
import { viewTraffic } from '../../support/viewTraffic.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import { endingHistories, naiveEndings } from '../../support/endingHistories.ts'
import { newEvent } from '../../support/newEvent.ts'
import { projectedViews, type ProjectedViews } from '../../support/projectedViews.ts'
import { trafficTenant } from '../../support/trafficSetting.ts'
import { checkOf, rebuildOf } from './viewsUnderTest.ts'

const startsAt = Date.parse('2026-08-20T09:00:00.000Z')
const instant = (afterMs: number): string => new Date(startsAt + afterMs).toISOString()
const quarterMs = 900_000
const nobody = '00000000-0000-0000-0000-000000000000'
type Retirement = RetentionEvent['data']
type Logged = Recorded<RollcallEvent>

/** How far back a retirement reaches, in shares of what there is. */
const reach = fc.record({
  tenant: fc.nat(1),
  sessions: fc.double({ min: 0, max: 1, noNaN: true }),
  entries: fc.double({ min: 0, max: 1, noNaN: true }),
  counts: fc.double({ min: 0, max: 1, noNaN: true }),
  /** Within what ended at one instant. */
  splits: fc.boolean(),
})
type Reach = typeof reach extends fc.Arbitrary<infer Made> ? Made : never

const logged = async ({ log, codec }: ProjectedViews): Promise<Logged[]> =>
  codec.open(await log.readAll({ after: 0, limit: 10_000 }))

const removed = { sessions: 0, entries: 0, minutes: 0, quarters: 0 }
const retirementOf = (events: readonly Logged[], { sessions, entries, counts, splits }: Reach): Retirement => {
  const at = (share: number): string => events[Math.floor(share * (events.length - 1))]!.at
  const ended = at(sessions)
  const session = events.find((event) => event.type === 'SessionStarted')
  return {
    rowsBefore: ended,
    sessionsBefore: { endedAt: ended, sessionId: splits && session ? session.data.sessionId : nobody },
    entriesBefore: Math.max(1, Math.floor(entries * events.length)),
    countsBefore: new Date(Math.floor(Date.parse(at(counts)) / quarterMs) * quarterMs).toISOString(),
    removed,
  }
}

const retire = async (stack: ProjectedViews, wanted: Reach): Promise<void> => {
  const tenantId = trafficTenant(wanted.tenant)
  const events = (await logged(stack)).filter((event) => event.tenantId === tenantId)
  if (events.length === 0) return
  const stream = retentionStream(tenantId)
  const revision = events.filter((event) => event.stream === stream).length
  const id = derivedUuid('retirement', tenantId, revision)
  const { at } = events.at(-1)!
  const event = newEvent('RecordsRetired', retirementOf(events, wanted), { id, tenantId, at, correlationId: id })
  await stack.log.append(stream, await stack.codec.close(stream, [event]), revision - 1)
}

/** What views of a tenant show, told as plainly as can be from the log and by nothing that the product asks. */
const naive = (log: readonly Logged[], tenantId: string) => {
  const own = log.filter((event) => event.tenantId === tenantId)
  const retirements = own.filter((event) => event.type === 'RecordsRetired').map(({ data }) => data)
  const furthest = (places: readonly (string | number | null)[]) =>
    places.filter((place) => place !== null).reduce((one, other) => (other > one ? other : one), '')
  const place = ({ endedAt, sessionId }: NonNullable<Retirement['sessionsBefore']>) => `${endedAt} ${sessionId}`
  const sessionsFrom = furthest(retirements.map((each) => each.sessionsBefore && place(each.sessionsBefore)))
  const entriesFrom = Number(furthest(retirements.map((each) => each.entriesBefore)) || 1)
  const countsFrom = furthest(retirements.map((each) => each.countsBefore))
  const listed = naiveEndings(log.map((event) => ({ event })))
    .sessions.filter((session) => session.tenantId === tenantId)
    .filter(({ saysSo, endedAt, sessionId }) => {
      return !saysSo || endedAt === null || place({ endedAt, sessionId }) >= String(sessionsFrom)
    })
  const counted = own.filter((event) => event.at >= String(countsFrom))
  const failures = counted.filter((event) => event.type === 'LoginFailed').length
  const signIns = counted.filter((event) => event.type === 'SessionStarted').length
  return {
    sessions: listed.map(({ sessionId }) => sessionId).sort(),
    live: listed.filter(({ cause }) => cause === null).length,
    numbers: own.map((_, index) => index + 1).filter((number) => number >= entriesFrom),
    failures,
    signIns,
  }
}

const shown = async ({ database }: ProjectedViews, tenantId: string) => {
  const { rows } = await database.databases.writer.query(
    `select
       (select coalesce(json_agg(session_id order by session_id), '[]') from session_list where tenant_id = $1) as sessions,
       (select count(*) from session_activity where tenant_id = $1)::integer as activity,
       (select coalesce(sum(sessions), 0) from live_distribution where tenant_id = $1 and facet = 'all')::integer as counted,
       (select coalesce(sum(active), 0) from live_distribution where tenant_id = $1 and facet = 'all')::integer as active,
       (select coalesce(json_agg(number order by number), '[]') from session_log where tenant_id = $1) as numbers,
       (select coalesce(sum(live + past), 0) from user_overview where tenant_id = $1)::integer as "ofPeople",
       (select coalesce(sum(failures), 0) from user_overview where tenant_id = $1)::integer as failures,
       (select coalesce(sum(hour::integer), 0) from user_overview, json_array_elements_text(hours) hour where tenant_id = $1)::integer as hours,
       (select coalesce(sum(sign_ins), 0) from person_activity where tenant_id = $1)::integer as quarters,
       (select coalesce(sum(failures), 0) from activity_by_minute where tenant_id = $1)::integer as "failuresByMinute",
       (select coalesce(sum(logins), 0) from activity_by_minute where tenant_id = $1)::integer as logins`,
    [tenantId],
  )
  return rows[0]!
}

const expectNaive = async (stack: ProjectedViews): Promise<void> => {
  const log = await logged(stack)
  for (const tenantId of [trafficTenant(0), trafficTenant(1)]) {
    const { sessions, live, numbers, failures, signIns } = naive(log, tenantId)
    expect(await shown(stack, tenantId)).toEqual({
      sessions,
      activity: sessions.length,
      counted: sessions.length,
      active: live,
      numbers,
      ofPeople: sessions.length,
      failures,
      hours: signIns,
      quarters: signIns,
      failuresByMinute: failures,
      logins: signIns,
    })
  }
}

const differences = async (stack: ProjectedViews): Promise<string[]> => (await checkOf(stack)).differences

const day = 86_400_000
const sizes = { sessions: 10, entries: 30, minutes: 20, quarters: 8 }

/** Retires step by step; answers what was removed altogether, and the largest step. */
const retireAll = async (stack: ProjectedViews, tenantId: string, limits: RetentionLimits) => {
  const { log, codec, clock, database, views } = stack
  const store = sealedEventStore(log, codec)
  const ambient = { clock, random: realAmbient.random }
  const due = findDue(database.databases, sizes)
  const step = retireStep({ store, ambient, findDue: due, waitForView: (at) => views.waitForView(at, 30_000) })
  const steps: Retirement['removed'][] = []
  for (;;) {
    const retired = await step(tenantId, limits)
    if (retired === null) return steps
    steps.push(retired.removed)
  }
}

const rowsOf = async ({ database }: ProjectedViews, tenantId: string) => {
  const { rows } = await database.databases.writer.query<Record<keyof Retirement['removed'], number>>(
    `select (select count(*) from session_list where tenant_id = $1)::integer as sessions,
       (select count(*) from session_log where tenant_id = $1 and type <> 'recordsretired')::integer as entries,
       (select count(*) from activity_by_minute where tenant_id = $1)::integer as minutes,
       (select count(*) from person_activity where tenant_id = $1)::integer as quarters`,
    [tenantId],
  )
  return rows[0]!
}

describe('retention of a tenant', () => {
  it('removes what is due in small steps and tells true numbers; nothing comes back with a rebuild', async () => {
    const stack = await projectedViews(startsAt)
    const tenantId = trafficTenant(0)
    try {
      await stack.write(
        viewTraffic({
          seed: 17,
          events: 1_500,
          usersPerTenant: 9,
          oddPercent: 10,
          stepMs: 600_000,
          startsAt: instant(0),
        }),
      )
      const { rows } = await stack.database.databases.writer.query<{ at: string }>(
        'select max(at) as at from session_log',
      )
      const end = Date.parse(rows[0]!.at)
      const midnight = Math.floor(end / day) * day
      const limits = { rowsBefore: instant(midnight - startsAt - day), countsBefore: instant(midnight - startsAt) }
      const before = await rowsOf(stack, tenantId)
      const steps = await retireAll(stack, tenantId, limits)
      const after = await rowsOf(stack, tenantId)
      expect(steps.length).toBeGreaterThan(2)
      for (const kind of ['sessions', 'entries', 'minutes', 'quarters'] as const) {
        const told = steps.reduce((sum, removed) => sum + removed[kind], 0)
        expect([kind, told]).toEqual([kind, before[kind] - after[kind]])
        expect(told).toBeGreaterThan(0)
      }
      for (const { sessions, entries } of steps) {
        expect(sessions).toBeLessThanOrEqual(sizes.sessions)
        expect(entries).toBeLessThanOrEqual(sizes.entries)
      }
      const left = await stack.database.databases.writer.query(
        `select 1 from session_list where tenant_id = $1 and ended_at < $2 and undrained is null
         union all select 1 from session_log where tenant_id = $1 and at < $2
         union all select 1 from activity_by_minute where tenant_id = $1 and minute < $3
         union all select 1 from person_activity where tenant_id = $1 and quarter < $3
         union all select 1 from user_overview, json_array_elements(places) place
           where tenant_id = $1 and (place ->> 'lastAt')::timestamptz < $3
         union all select 1 from user_overview, json_array_elements(devices) device
           where tenant_id = $1 and (device ->> 'lastAt')::timestamptz < $3`,
        [tenantId, limits.rowsBefore, limits.countsBefore],
      )
      expect(left.rows).toEqual([])
      expect(await differences(stack)).toEqual([])
      await rebuildOf(stack)
      expect(await rowsOf(stack, tenantId)).toEqual(after)
      expect(await differences(stack)).toEqual([])
      // A policy that keeps more from now on brings nothing back.
      expect(await retireAll(stack, tenantId, { rowsBefore: instant(0), countsBefore: null })).toEqual([])
    } finally {
      await stack.stop()
    }
  }, 240_000)
})

describe('what has left the views', () => {
  it('is what any history says, live and rebuilt, wherever retirements stand in it', async () => {
    const histories = fc.record({
      // Hours go by from one event to the next.
      history: endingHistories(startsAt, 120, 5_000),
      reaches: fc.array(reach, { minLength: 1, maxLength: 4 }),
    })
    await fc.assert(
      fc.asyncProperty(histories, async ({ history, reaches }) => {
        const stack = await projectedViews(startsAt)
        try {
          const size = Math.ceil(history.length / reaches.length)
          for (const [index, wanted] of reaches.entries()) {
            for (const placed of history.slice(index * size, (index + 1) * size))
              await writeTraffic(stack.log, stack.codec, [placed])
            await retire(stack, wanted)
          }
          await stack.views.waitForView(await stack.log.head(), 30_000)
          await expectNaive(stack)
          expect(await differences(stack)).toEqual([])
          await rebuildOf(stack)
          await expectNaive(stack)
          expect(await differences(stack)).toEqual([])
        } finally {
          await stack.stop()
        }
      }),
      { numRuns: 4 },
    )
  }, 240_000)
})
