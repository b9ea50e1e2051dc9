import type { Position } from '#events/envelope.ts'
import type { LogEntry } from '#events/live/rows.ts'
import type { EventLog } from '#services/eventStore/eventStore.ts'
import type { WirePositions } from '#services/keys/wirePositions.ts'
import { userIn } from './logRowOf.ts'
import { logEntry } from './logEntry.ts'
import { namesOfPeople } from '../userOverview/namesOfPeople.ts'
import { readableEvents, type ReadingCodec } from './readableEvent.ts'
import type { Snapshot } from '../queries/snapshot.ts'

/** Where a line of a tenant's log stands. */
export interface LogLine {
  number: number
  position: Position
}

export interface EntryNeeds {
  log: Pick<EventLog, 'readAt' | 'readAll' | 'head' | 'isGapless'>
  codec: ReadingCodec
  positions: WirePositions
}

/**
 * The lines' entries, in the lines' order: what the log's view does not keep is read from the events themselves.
 * `mayName`: whose names the reader may see.
 */
export const readEntries =
  ({ log, codec, positions }: EntryNeeds) =>
  async (
    snapshot: Snapshot,
    tenantId: string,
    lines: readonly LogLine[],
    mayName = (_userId: string) => true,
  ): Promise<LogEntry[]> => {
    if (lines.length === 0) return []
    const stored = await log.readAt(lines.map(({ position }) => position))
    const own = stored.filter((event) => event.tenantId === tenantId)
    const events = new Map((await readableEvents(codec, own)).map((readable) => [readable.event.position, readable]))
    const people = [...events.values()].flatMap(({ event: { actor, data } }) => [actor.id, userIn(data) ?? ''])
    const names = await namesOfPeople(snapshot, tenantId, people.filter(mayName))
    return lines.flatMap(({ number, position }) => {
      const readable = events.get(position)
      if (readable === undefined) return []
      return [logEntry(readable, { number, position: positions.seal(tenantId, position), names })]
    })
  }
export type ReadEntries = ReturnType<typeof readEntries>
