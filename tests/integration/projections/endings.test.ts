import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { check } from '#services/projections/rebuild/check.ts'
import { rebuild } from '#services/projections/rebuild/rebuild.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { endedSet } from '#services/sessions/endings/endedSet/endedSet.ts'
import { revocationIndex } from '#services/sessions/endings/revocationIndex.ts'
import { endingHistories, type NaiveEndings, naiveEndings } from '../../support/endingHistories.ts'
import { eventually } from '../../support/eventually.ts'
import type { PlacedEvent } from '../../support/trafficEvents.ts'
import { projectedViews, type ProjectedViews } from '../../support/projectedViews.ts'

/** Histories of some minutes that end before now: the database drops what is outlived by its own clock. */
const startsAt = Date.now() - 15 * 60_000

/** One by one: an ending of many counts for those that began before it. */
const append = async ({ log, codec }: ProjectedViews, history: readonly PlacedEvent[]): Promise<void> => {
  for (const { stream, revision, event } of history)
    await log.append(stream, await codec.close(stream, [event]), revision - 1)
}

const rowsOf = async ({ database, views }: ProjectedViews) => {
  const listed = await database.databases.writer.query<{ id: string; cause: string | null; status: string }>(
    'select session_id as id, cause, status from session_list order by session_id',
  )
  const { position, sessions } = await views.undrainedSessions(1_000)
  return {
    position,
    causes: listed.rows.map(({ id, cause, status }) => [id, status === 'active' ? null : cause]),
    undrained: sessions.map(({ sessionId, cause }) => [sessionId, cause]).sort(),
  }
}

const expectedRows = ({ sessions }: NaiveEndings) => {
  const sorted = [...sessions].sort((one, other) => (one.sessionId < other.sessionId ? -1 : 1))
  return {
    causes: sorted.map(({ sessionId, cause }) => [sessionId, cause]),
    undrained: sorted.flatMap(({ sessionId, cause, saysSo }) => (cause === null || saysSo ? [] : [[sessionId, cause]])),
  }
}

const endedSetOf = ({ log, codec, database }: ProjectedViews) =>
  endedSet({ log, codec, writer: database.databases.writer, logger: silentLogger, now: () => performance.now() })

/** Keeps the ended set along with the log until it covers it. */
const keepSet = async (under: ProjectedViews): Promise<void> => {
  const ending = new AbortController()
  const set = endedSetOf(under)
  const keeping = set.keep(ending.signal)
  const head = await under.log.head()
  await eventually(async () => expect((await set.load()).position).toBe(head))
  ending.abort()
  await keeping
}

/** Who is ended and how often outdated, as a process knows that starts now. */
const knownAtStart = async (under: ProjectedViews, naive: NaiveEndings) => {
  const { log, codec, clock } = under
  const index = revocationIndex(clock)
  const after = index.load(await endedSetOf(under).load())
  for (const event of await codec.open(await log.readAll({ after, limit: 10_000 }))) index.observe(event)
  return {
    ended: naive.sessions
      .filter(({ sessionId }) => index.endingOf(sessionId) !== undefined)
      .map((one) => one.sessionId),
    generations: naive.sessions.map(({ tenantId, userId }) => [
      index.tenantMoves(tenantId).count,
      index.userMoves(userId).count,
    ]),
  }
}

const expectedAtStart = ({ sessions, generations }: NaiveEndings) => ({
  ended: sessions.filter(({ saysSo }) => saysSo).map(({ sessionId }) => sessionId),
  generations: sessions.map(({ tenantId, userId }) => [generations.get(tenantId) ?? 0, generations.get(userId) ?? 0]),
})

describe('the database', () => {
  it('says who is ended as the rules do, after a restart in the middle and after a rebuild', async () => {
    const histories = fc.record({ history: endingHistories(startsAt, 100), cut: fc.nat(100) })
    await fc.assert(
      fc.asyncProperty(histories, async ({ history, cut }) => {
        const under = await projectedViews(startsAt)
        const { databases, masterKey } = under.database
        const naive = naiveEndings(history)
        try {
          await append(under, history.slice(0, cut))
          await under.views.waitForView(await under.log.head(), 30_000)
          await under.stopProjecting()
          await keepSet(under)
          await append(under, history.slice(cut))
          expect(await knownAtStart(under, naive)).toEqual(expectedAtStart(naive))

          await rebuild({ databases, masterKey })
          expect(await rowsOf(under)).toMatchObject(expectedRows(naive))
          await keepSet(under)
          expect(await knownAtStart(under, naive)).toEqual(expectedAtStart(naive))
          expect((await check({ databases, masterKey })).differences).toEqual([])
        } finally {
          await under.stop()
        }
      }),
      { numRuns: 3, endOnFailure: true },
    )
  })

  it('says so while the views follow the log', async () => {
    await fc.assert(
      fc.asyncProperty(endingHistories(startsAt, 150), async (history) => {
        const under = await projectedViews(startsAt)
        try {
          await append(under, history)
          await under.views.waitForView(await under.log.head(), 30_000)
          expect(await rowsOf(under)).toMatchObject(expectedRows(naiveEndings(history)))
        } finally {
          await under.stop()
        }
      }),
      { numRuns: 3, endOnFailure: true },
    )
  })
})
