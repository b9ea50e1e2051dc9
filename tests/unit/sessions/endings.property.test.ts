import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Position, Recorded } from '#events/envelope.ts'
import type { RollcallEvent } from '#events/catalogue.ts'
import { effectOf } from '#events/session/endings.ts'
import { noSnapshots } from '#services/eventStore/snapshots.ts'
import {
  clientRoom,
  personInClientRoom,
  sessionRoom,
  tenantRoom,
  userRoom,
} from '#services/realtime/connections/rooms.ts'
import { socketCut } from '#services/realtime/endings/socketCut.ts'
import { moveHistory } from '#services/sessions/endings/moveHistory.ts'
import { endingAmong, type Move } from '#services/sessions/endings/moves.ts'
import { type Moves, type RevocationIndex, revocationIndex } from '#services/sessions/endings/revocationIndex.ts'
import { changeBy } from '#services/sessions/endings/endedSet/seenEvent.ts'
import { type FoldedEndings, foldEndings } from '#services/sessions/endings/endedSet/foldEndings.ts'
import { endingHistories, type NaiveEndings, naiveEndings, type NaiveSession } from '../../support/endingHistories.ts'
import { given } from '../../support/viewEvents.ts'
import { testAmbient } from '../../support/testAmbient.ts'
import { viewsInMemory } from '../../support/viewsInMemory.ts'

const startsAt = Date.parse('2026-11-20T09:00:00.000Z')
const { clock } = testAmbient()
type Event = Recorded<RollcallEvent>
type Views = ReturnType<typeof viewsInMemory>

const byId = <Value>(entries: readonly (readonly [string, Value])[]) =>
  Object.fromEntries([...entries].sort(([one], [other]) => (one < other ? -1 : 1)))

const expected = ({ sessions }: NaiveEndings) => byId(sessions.map(({ sessionId, cause }) => [sessionId, cause]))

/** What sockets are told, one for each session, from its start on. */
const bySockets = (events: readonly Event[], sessions: readonly NaiveSession[]) => {
  const told = new Map<string, string | null>()
  for (const event of events) {
    if (event.type === 'SessionStarted') told.set(event.data.sessionId, null)
    const cut = socketCut(event)
    if (cut === null || cut.ended === null) continue
    for (const { tenantId, userId, sessionId, clientId } of sessions) {
      const rooms = [
        tenantRoom(tenantId),
        userRoom(tenantId, userId),
        clientRoom(tenantId, clientId),
        personInClientRoom(tenantId, clientId, userId),
        sessionRoom(tenantId, sessionId),
      ]
      const isIn = rooms.includes(cut.room) && !rooms.some((room) => cut.except.includes(room))
      if (isIn && told.get(sessionId) === null) told.set(sessionId, cut.ended.cause)
    }
  }
  return byId([...told])
}

/** Moves that came after a session's start; null: they are too old to be in memory. */
const since = ({ count, recent, since: from }: Moves, started: Position): readonly Move[] | null =>
  from <= started || count === recent.length ? recent : null

const byIndex = async (index: RevocationIndex, events: readonly Event[], sessions: readonly NaiveSession[]) => {
  const readMoves = moveHistory({
    snapshots: noSnapshots,
    readStream: async (stream, from = 0) =>
      events.filter((event) => event.stream === stream && event.revision >= from) as never,
  })
  const ended = await Promise.all(
    sessions.map(async ({ tenantId, userId, sessionId, clientId, startedAt }): Promise<[string, boolean]> => {
      const startedPosition = startedAt + 1
      const tenant = since(index.tenantMoves(tenantId), startedPosition)
      const user = since(index.userMoves(userId), startedPosition)
      const moves = tenant !== null && user !== null ? { tenant, user } : await readMoves(tenantId, userId)
      const wide = endingAmong([...moves.tenant, ...moves.user], { sessionId, clientId, startedPosition })
      return [sessionId, wide !== null || index.endingOf(sessionId) !== undefined]
    }),
  )
  return byId(ended)
}

const generationsIn = (index: RevocationIndex, { sessions }: NaiveEndings) =>
  byId(
    sessions.flatMap(({ tenantId, userId }) => [
      [tenantId, index.tenantMoves(tenantId).count],
      [userId, index.userMoves(userId).count],
    ]),
  )

const knownGenerations = ({ sessions, generations }: NaiveEndings) =>
  byId(
    sessions.flatMap(({ tenantId, userId }) => [
      [tenantId, generations.get(tenantId) ?? 0],
      [userId, generations.get(userId) ?? 0],
    ]),
  )

/** The ended set after two runs of the log, as the database would add them up. */
const setAfter = (runs: readonly (readonly Event[])[]): FoldedEndings => {
  const ended = new Map<string, FoldedEndings['ended'][number]>()
  const generations = new Map<string, FoldedEndings['generations'][number]>()
  for (const run of runs) {
    const seen = run.map((event) => ({ tenantId: event.tenantId, at: event.at, change: changeBy(event) }))
    const made = foldEndings(seen, (tenantId) => generations.get(tenantId)?.longestAccessSeconds ?? 0)
    for (const row of made.ended) if (!ended.has(row.sessionId)) ended.set(row.sessionId, row)
    for (const row of made.generations) {
      const key = row.userId ?? row.tenantId
      generations.set(key, { ...row, count: row.count + (generations.get(key)?.count ?? 0) })
    }
  }
  return { ended: [...ended.values()], generations: [...generations.values()] }
}

const restartedFrom = (events: readonly Event[]): RevocationIndex => {
  const index = revocationIndex(clock)
  const { ended, generations } = setAfter([events])
  const known = ended.map(({ sessionId, cause, endedAt, keepUntil }) => {
    return { sessionId, cause, endedAt: Date.parse(endedAt), keepUntil: Date.parse(keepUntil) }
  })
  index.load({ position: events.length, ended: known, generations })
  return index
}

/** Whether a row says ended, and why. */
const bySessionList = (views: Views) => byId(views.sessions.all().map(({ sessionId, cause }) => [sessionId, cause]))

describe('whoever is asked who is ended', () => {
  const histories = fc.record({ history: endingHistories(startsAt), cut: fc.nat(50) })

  it('says the same, before and after a restart, and of every generation', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async ({ history, cut }) => {
        const naive = naiveEndings(history)
        const events = given(...history)
        const views = viewsInMemory()
        const index = revocationIndex(clock)
        events.forEach(index.observe)
        views.project(events.slice(0, cut))
        const restarted = restartedFrom(events.slice(0, cut))
        events.slice(cut).forEach(restarted.observe)
        views.project(events.slice(cut))

        const causes = expected(naive)
        const isEnded = byId(naive.sessions.map(({ sessionId, cause }) => [sessionId, cause !== null]))
        expect(bySessionList(views)).toEqual(causes)
        expect(bySockets(events, naive.sessions)).toEqual(causes)
        expect(await byIndex(index, events, naive.sessions)).toEqual(isEnded)
        expect(await byIndex(restarted, events, naive.sessions)).toEqual(isEnded)
        expect(generationsIn(index, naive)).toEqual(knownGenerations(naive))
        expect(generationsIn(restarted, naive)).toEqual(knownGenerations(naive))
      }),
      { numRuns: 300 },
    )
  })

  it('says the same of what the streams have yet to say', () => {
    fc.assert(
      fc.property(histories, ({ history, cut }) => {
        const views = viewsInMemory()
        const events = given(...history)
        views.project(events.slice(0, cut))
        views.project(events.slice(cut))
        const { sessions, generations } = naiveEndings(history)

        const undrained = views.sessions.all().filter((row) => row.undrained !== null)
        const silent = sessions.filter(({ cause, saysSo }) => cause !== null && !saysSo)
        expect(undrained.map(({ sessionId }) => sessionId).sort()).toEqual(silent.map((one) => one.sessionId).sort())
        for (const { sessionId, undrained: position } of undrained) {
          const by = effectOf(events[position! - 1]!)
          expect(by).toMatchObject({ kind: 'ends', cause: silent.find((one) => one.sessionId === sessionId)!.cause })
        }
        const set = setAfter([events.slice(0, cut), events.slice(cut)])
        const revoked = set.ended.map(({ sessionId }) => sessionId)
        expect(revoked.sort()).toEqual(sessions.flatMap((one) => (one.saysSo ? [one.sessionId] : [])).sort())
        const counted = set.generations.filter(({ count }) => count > 0)
        expect(byId(counted.map(({ tenantId, userId, count }) => [userId ?? tenantId, count]))).toEqual(
          byId([...generations]),
        )
      }),
      { numRuns: 300 },
    )
  })
})
