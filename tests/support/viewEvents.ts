import type { RollcallEvent } from '#events/catalogue.ts'
import type { NewEvent } from '#events/envelope.ts'
import { type ViewEvent, viewEvent } from '#services/projections/fold/viewEvent.ts'
import { viewEvents } from '#services/projections/live/projectEvents.ts'
import { memoryStore } from './memoryStore.ts'
import type { PlacedEvent } from './viewTraffic.ts'
import { writeTraffic } from './writeTraffic.ts'

/** Traffic as projections meet it: stored in a log in memory, sealed, read back in order. */
export const storedTraffic = async (traffic: Iterable<PlacedEvent>): Promise<ViewEvent[]> => {
  const { log, codec } = memoryStore()
  await writeTraffic(log, codec, traffic)
  return viewEvents(codec, await log.readAll({ after: 0, limit: 1_000_000 }))
}

/** Decided events as projections meet them, one after the other; each stream's revisions count from 0. */
export const given = (...events: { stream: string; event: NewEvent<RollcallEvent> }[]): ViewEvent[] => {
  const revisions = new Map<string, number>()
  const clear = ({ payload, ...place }: { payload: string }) => ({ ...place, ...JSON.parse(payload) })
  return events.map(({ stream, event }, index) => {
    const revision = (revisions.get(stream) ?? -1) + 1
    revisions.set(stream, revision)
    const { id, type, version, tenantId, at, ...rest } = event
    const stored = {
      id,
      type,
      version,
      tenantId,
      at,
      stream,
      revision,
      position: index + 1,
      subject: null,
      sealed: null,
    }
    return viewEvent({ ...stored, payload: JSON.stringify(rest) }, { openClear: clear, openOne: clear })
  })
}
