import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noStream } from '#services/eventStore/eventStore.ts'
import { foldViews } from '#services/projections/fold/foldViews.ts'
import { parking } from '#services/projections/fold/parking.ts'
import { rowsByTable } from '#services/projections/fold/rowsByTable.ts'
import type { ViewEvent } from '#services/projections/fold/viewEvent.ts'
import { viewEvents } from '#services/projections/live/projectEvents.ts'
import { sessionListView } from '#services/projections/sessionList/sessionListView.ts'
import { memoryStore } from '../../support/memoryStore.ts'
import { someContext } from '../../support/newEvent.ts'
import { viewsInMemory } from '../../support/viewsInMemory.ts'
import { inSession, laptop, refreshed, signedIn } from './happenings.ts'

const fingerprint = { version: '1', hash: '8f0c4f2b9d6e1a37' }
const pad = {
  ...someContext.device!,
  parser: 2,
  type: 'tablet' as const,
  os: 'iPadOS 26',
  details: { platform: 'iPadOS 26.1', touchPoints: 5, fingerprint },
}
const read = { ...pad, id: null, name: null, details: null }
const asMac = { ...read, type: 'desktop' as const, os: 'macOS' }
const onLinux = { ...read, type: 'desktop' as const, os: 'Linux', browser: 'Firefox 145' }
const agents = [asMac, onLinux, read, { ...asMac, browser: 'Chrome 143' }, null]

const time = (index: number): string => `09:${String(index).padStart(2, '0')}:00`
type Step = { device: (typeof agents)[number]; changed: ('ip' | 'device')[] | null }

/** A session that begins on an iPad, stored with its personal fields sealed. */
const session = async (steps: readonly Step[]) => {
  const { store, log, codec } = memoryStore()
  const happened = [
    signedIn(laptop, '08:00:00', { context: { ...someContext, device: pad } }),
    ...steps.map(({ device, changed }, index) =>
      changed === null
        ? refreshed(laptop, index + 1, time(index), { context: { ...someContext, device } })
        : inSession(laptop, 'SessionContextChanged', { changed }, time(index), {
            context: { ...someContext, device },
          }),
    ),
  ]
  for (const [index, { stream, event }] of happened.entries())
    await store.append(stream, [event] as never[], index === 0 ? noStream : index - 1)
  return { again: async () => viewEvents(codec, await log.readAll({ after: 0, limit: 100 })) }
}

const projected = (batches: readonly (readonly ViewEvent[])[]) => {
  const views = viewsInMemory()
  batches.forEach(views.project)
  return { rows: views.sessions.all(), parked: views.parked }
}

const rebuilt = async (events: readonly ViewEvent[]) => {
  const whole = { ready: async () => undefined, foreseen: rowsByTable() }
  const { folds, apply } = foldViews([sessionListView], { rows: rowsByTable(), parks: parking(), whole })
  events.forEach(apply)
  const rows = rowsByTable()
  for (const { fold } of folds)
    for (const finish of [fold.whole?.afterRun, fold.whole?.afterLast])
      for (const { table, rows: finished } of (await finish?.()) ?? []) rows.put(table, finished)
  return rows
}

describe('a session of whose device the client said more than its user agent', () => {
  it('comes to the same row at once, event by event and in a rebuild', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            device: fc.constantFrom(...agents),
            changed: fc.constantFrom<Step['changed']>(null, ['ip'], ['device'], ['ip', 'device']),
          }),
          { maxLength: 12 },
        ),
        async (steps) => {
          const { again } = await session(steps)
          const atOnce = projected([await again()])
          expect(atOnce.parked).toEqual([])
          expect(atOnce.rows[0]!.device.fingerprint).toEqual(fingerprint)
          expect(projected((await again()).map((event) => [event]))).toEqual(atOnce)
          expect((await rebuilt(await again())).of(sessionListView.tables[0]!)).toEqual(atOnce.rows)
        },
      ),
      { numRuns: 100 },
    ))
})
