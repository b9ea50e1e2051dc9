import type { Position } from '#events/envelope.ts'
import type { ShortenSession } from '#services/ports/endings.ts'
import type { OperationViews } from '#services/ports/operationViews.ts'
import type { EndMatching } from '#services/operations/endMatching.ts'
import { type EndSession, metadataOf } from '#services/operations/endSession.ts'
import { findLeft, type Finding, type Found } from './findAffected.ts'

export interface CarryingOut extends Finding {
  views: Finding['views'] & Pick<OperationViews, 'waitForView'>
  endSession: EndSession
  shortenSession: ShortenSession
}

const viewWaitMs = 2_000
const atOnce = 50
/** How many sessions one look at the view names. */
const named = 2_000

const inBatches = async <Item>(
  items: readonly Item[],
  signal: AbortSignal,
  work: (item: Item) => Promise<Position>,
): Promise<Position> => {
  let last: Position = 0
  for (let from = 0; from < items.length && !signal.aborted; from += atOnce)
    last = Math.max(last, ...(await Promise.all(items.slice(from, from + atOnce).map(work))))
  return last
}

/** What is left but for sessions that were dealt with: a view that lags behind must not make it go round for ever. */
const isDone = ({ ends, shortens }: Found, handled: ReadonlySet<string>): boolean =>
  [...ends, ...shortens.map(({ sessionId }) => sessionId)].every((id) => handled.has(id))

/**
 * Ends what changed rules end and their operation does not list, and records in each session that goes on that it is shorter. It looks
 * again until the view shows none that is left. Answers the position of the last event; 0: there was none.
 */
export const carryOutPolicy =
  (needs: CarryingOut): EndMatching =>
  async (operation, signal) => {
    const { views, endSession, shortenSession } = needs
    const { tenantId, position: startedAt, data } = operation.started
    const { policyVersion: version, sessionIds, spared: sparing } = data
    if (version === undefined) return 0
    const except = new Set(sessionIds)
    const spared = sparing.at(0)?.sessionId ?? null
    const handled = new Set<string>()
    let position: Position = startedAt
    while (!signal.aborted) {
      await views.waitForView(position, viewWaitMs)
      const found = await findLeft(needs)(tenantId, { version, except, most: named, spared })
      if (found === null || isDone(found, handled)) return position === startedAt ? 0 : position
      const ended = await inBatches(found.ends, signal, async (id) => (await endSession(operation, id)).position)
      const shortened = await inBatches(found.shortens, signal, async ({ sessionId }) => {
        return (await shortenSession({ sessionId }, metadataOf(operation.started))).position
      })
      found.ends.forEach((id) => handled.add(id))
      found.shortens.forEach(({ sessionId }) => handled.add(sessionId))
      position = Math.max(position, ended, shortened)
    }
    return 0
  }
