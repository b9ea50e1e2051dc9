import type { TakeTurn } from '#services/http/edge.ts'
import { callerId } from '#services/http/caller.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { ConnectionPlan } from '#services/postgres/connectionPlan.ts'
import { tookTooLong } from '#services/postgres/unavailable.ts'
import { fairTurns } from '#services/turns/fairTurns.ts'

const patienceMs = 4_000
const refusal = 'Too much is being looked up at this moment. Try again in a moment.'
const tooCostly = 'This takes too long to find out. Ask for less at once: fewer terms, a shorter time.'

/** Leaves one connection of the lane to live pages. */
const rowsTurns = (now: () => number, { reads }: ConnectionPlan) => {
  const width = Math.max(1, reads - 1)
  const half = Math.ceil(width / 2)
  return fairTurns({
    now,
    width,
    patienceMs,
    refusal,
    ofTenant: { atOnce: half, burstMs: 5_000, msPerSecond: 1_000 },
    ofPerson: { atOnce: Math.ceil(half / 2), burstMs: 3_000, msPerSecond: 600 },
  })
}

/** A tenant that counted for long waits longer for its next turn, so it never uses more than a third of a core. */
const countsTurns = (now: () => number, { counts }: ConnectionPlan) =>
  fairTurns({
    now,
    width: counts,
    patienceMs,
    refusal,
    ofTenant: { atOnce: 1, burstMs: 2_000, msPerSecond: 300 },
    ofPerson: { atOnce: 1, burstMs: 1_000, msPerSecond: 200 },
  })

const endingsTurns = (now: () => number, { endings: width }: ConnectionPlan) =>
  fairTurns({ now, width, patienceMs, refusal, ofTenant: { atOnce: Math.ceil(width / 2) } })

/** Gives turns fairly between tenants and between the people of one. Rows, counts and endings each have turns of their own. */
export const readingTurns = (now: () => number, sizes: ConnectionPlan): TakeTurn => {
  const turns = {
    rows: rowsTurns(now, sizes),
    counts: countsTurns(now, sizes),
    endings: endingsTurns(now, sizes),
  }
  return async (what, caller, work) => {
    try {
      return await turns[what].run({ tenant: caller.tenantId, person: callerId(caller) }, work)
    } catch (error) {
      if (tookTooLong(error)) throw new CodedError('filter-too-costly', { detail: tooCostly, cause: error })
      throw error
    }
  }
}
