import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type ActivityRow,
  activityByMinuteTable,
} from '#services/projections/activityByMinute/activityByMinuteTable.ts'
import { activityByMinuteView } from '#services/projections/activityByMinute/activityByMinuteView.ts'
import { parking } from '#services/projections/fold/parking.ts'
import { foldBatch } from '#services/projections/fold/foldBatch.ts'
import { foldViews } from '#services/projections/fold/foldViews.ts'
import { rowsByTable } from '#services/projections/fold/rowsByTable.ts'
import { sessionListView } from '#services/projections/sessionList/sessionListView.ts'
import { sessionListTable } from '#services/projections/sessionList/sessionListTable.ts'
import { sessionLogView } from '#services/projections/sessionLog/sessionLogView.ts'
import type { TableRows } from '#services/projections/tables/upsertRows.ts'
import type { ViewTable } from '#services/projections/tables/viewTable.ts'
import { typesOf, type View } from '#services/projections/fold/view.ts'
import type { ViewEvent } from '#services/projections/fold/viewEvent.ts'
import { someContext } from '../../support/newEvent.ts'
import { storedTraffic } from '../../support/viewEvents.ts'
import { views } from '#services/projections/views.ts'
import { type PlacedEvent, viewTraffic } from '../../support/viewTraffic.ts'
import { viewsInMemory } from '../../support/viewsInMemory.ts'
import { inSession, laptop, signedIn } from './happenings.ts'

const traffic = fc
  .record({ seed: fc.integer(), events: fc.integer({ min: 40, max: 400 }) })
  .map((settings) => viewTraffic({ ...settings, tenants: 2, usersPerTenant: 4, oddPercent: 15 }))

/** Sizes of batches; the rest comes as the last one. */
const cuts = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 30 })

const cut = (events: readonly ViewEvent[], sizes: readonly number[]): ViewEvent[][] => {
  const batches: ViewEvent[][] = []
  let from = 0
  for (const size of sizes) batches.push(events.slice(from, (from += size)))
  batches.push(events.slice(from))
  return batches.filter((batch) => batch.length > 0)
}

const projected = (...batches: (readonly ViewEvent[])[]) => {
  const views = viewsInMemory()
  batches.forEach(views.project)
  return views
}

describe('views of any traffic', () => {
  it('come to the same rows however the log is cut into batches', () =>
    fc.assert(
      fc.asyncProperty(traffic, cuts, async (placed, sizes) => {
        const events = await storedTraffic(placed)
        expect(projected(...cut(events, sizes)).everything()).toEqual(projected(events).everything())
      }),
      { numRuns: 25 },
    ))

  it('are not moved by what they have seen before, delivered again at any later time', () =>
    fc.assert(
      fc.asyncProperty(traffic, cuts, fc.infiniteStream(fc.nat()), async (placed, sizes, again) => {
        const batches = cut(await storedTraffic(placed), sizes)
        const views = projected()
        batches.forEach((batch, index) => {
          views.project(batch)
          const before = structuredClone(views.everything())
          views.project(batches[again.next().value! % (index + 1)]!)
          expect(views.everything()).toEqual(before)
        })
      }),
      { numRuns: 15 },
    ))

  it('read no event but those of the types they declare', () =>
    fc.assert(
      fc.asyncProperty(traffic, async (placed) => {
        const events = await storedTraffic(placed)
        const readingAll = viewsInMemory(views.map((view) => ({ ...view, types: null })))
        readingAll.project(events)
        expect(readingAll.everything()).toEqual(projected(events).everything())
      }),
      { numRuns: 10 },
    ))

  it('want every type together, because the log has a line of every event, and the others just what they declare', () => {
    expect(typesOf(views)).toBeNull()
    expect(views.filter(({ types }) => types === null)).toEqual([sessionLogView])
    const others = views.filter((view) => view !== sessionLogView)
    const wanted = typesOf(others)
    expect(new Set(wanted)).toEqual(new Set(others.flatMap(({ types }) => types)))
    expect(wanted).toContain('AnomalyRaised')
    expect(wanted).not.toContain('RecordsRead')
  })

  it('give every event of a tenant a number of its own, without gaps, in the order of the log', () =>
    fc.assert(
      fc.asyncProperty(traffic, cuts, async (placed, sizes) => {
        const events = await storedTraffic(placed)
        const lines = projected(...cut(events, sizes)).log.all()
        for (const tenantId of new Set(events.map((event) => event.tenantId))) {
          const mine = lines.filter((line) => line.tenantId === tenantId).sort((a, b) => a.number - b.number)
          expect(mine.map(({ number }) => number)).toEqual(mine.map((_, index) => index + 1))
          const positions = events.filter((event) => event.tenantId === tenantId).map(({ position }) => position)
          expect(mine.map(({ position }) => position)).toEqual(positions)
        }
      }),
      { numRuns: 15 },
    ))

  it('count in every facet what the rows say', () =>
    fc.assert(
      fc.asyncProperty(traffic, cuts, async (placed, sizes) => {
        const views = projected(...cut(await storedTraffic(placed), sizes))
        for (const { tenantId, facet, value, sessions, active } of views.distribution.all()) {
          if (facet !== 'status' && facet !== 'country') continue
          const rows = views.sessions
            .all()
            .filter((row) => row.tenantId === tenantId)
            .filter((row) => (facet === 'status' ? row.status : row.lastSeen.place?.country) === value)
          expect(sessions).toBe(rows.length)
          expect(active).toBe(rows.filter(({ status }) => status === 'active').length)
        }
        const people = views.users.all().filter(({ live }) => live > 0)
        const counted = views.distribution.all().filter(({ facet }) => facet === 'users')
        expect(counted.reduce((sum, { active }) => sum + active, 0)).toBe(people.length)
      }),
      { numRuns: 15 },
    ))
})

describe('a fold of a whole log', () => {
  const rowsIn = <Row>({ name }: ViewTable<Row>, given: readonly TableRows[]): Row[] =>
    given.flatMap<Row>(({ table, rows }) => (table.name === name ? rows : []))
  /** The rows of a view's first table, folded in runs of 37 events, as a rebuild folds it. */
  const folded = async <Row>(view: View, table: ViewTable<Row>, events: readonly ViewEvent[]): Promise<Row[]> => {
    const whole = { ready: async () => undefined, foreseen: rowsByTable() }
    const { folds, apply } = foldViews([view], { rows: rowsByTable(), parks: parking(), whole })
    const finished: TableRows[] = []
    for (let from = 0; from < events.length; from += 37) {
      events.slice(from, from + 37).forEach(apply)
      for (const { fold } of folds) finished.push(...((await fold.whole?.afterRun?.()) ?? []))
    }
    for (const { fold } of folds) finished.push(...((await fold.whole?.afterLast?.()) ?? fold.changes()))
    const rows = rowsByTable()
    rows.put(table, rowsIn(table, finished))
    const late = new Set(folds.flatMap(({ fold }) => fold.whole?.stragglers?.() ?? []))
    const stragglers = events.filter(({ position }) => late.has(position))
    const { changes } = foldBatch(stragglers, rows, [view])
    return [...rows.of(table), ...rowsIn(table, changes)]
  }

  it('comes to the same sessions when it passes over events that later ones supersede', () =>
    fc.assert(
      fc.asyncProperty(traffic, async (placed) => {
        const events = [...placed]
        const plain = projected(await storedTraffic(events)).sessions.all()
        const byId = new Map(plain.map((row) => [row.sessionId, row]))
        const condensed = await folded(sessionListView, sessionListTable, await storedTraffic(events))
        expect(new Map(condensed.map((row) => [row.sessionId, row]))).toEqual(byId)
      }),
      { numRuns: 25 },
    ))

  it('keeps where a session was last when a token of it is used from elsewhere', async () => {
    const moved = { ...someContext, ip: '203.0.113.99' }
    const stolen = { presentedGeneration: 1, currentGeneration: 3 }
    const happened = [
      signedIn(laptop, '08:00:00'),
      inSession(laptop, 'SessionContextChanged', { changed: ['ip'] }, '08:10:00', { context: moved }),
      inSession(laptop, 'RefreshTokenReused', stolen, '08:20:00', { context: { ...someContext, ip: '198.51.100.6' } }),
    ]
    const events = await storedTraffic(happened.map((happening, revision) => ({ ...happening, revision })))
    const [row] = await folded(sessionListView, sessionListTable, events)
    expect(row).toMatchObject({ lastSeen: { ip: '203.0.113.99' }, revision: 2 })
    expect([row]).toEqual(projected(events).sessions.all())
  })

  /** Expiries noticed hours late, in logs of days. */
  const noticedLate = (placed: PlacedEvent, hours: number): PlacedEvent => {
    const { event } = placed
    if (event.type !== 'SessionExpired') return placed
    const expiredAt = new Date(Date.parse(event.data.expiredAt) - hours * 3_600_000).toISOString()
    return { ...placed, event: { ...event, data: { ...event.data, expiredAt } } }
  }

  it('comes to the same minutes when it lets go of those that are over', () =>
    fc.assert(
      fc.asyncProperty(fc.integer(), fc.infiniteStream(fc.nat(9)), async (seed, late) => {
        const placed = viewTraffic({ seed, events: 400, tenants: 2, usersPerTenant: 4, stepMs: 480_000 })
        const events = [...placed].map((each) => noticedLate(each, late.next().value))
        const byMinute = (rows: readonly ActivityRow[]) =>
          new Map(rows.map((row) => [activityByMinuteTable.keyOf(row), row]))
        const plain = projected(await storedTraffic(events)).activity.all()
        const lettingGo = await folded(activityByMinuteView, activityByMinuteTable, await storedTraffic(events))
        expect(byMinute(lettingGo)).toEqual(byMinute(plain))
      }),
      { numRuns: 10 },
    ))
})
