import type { LogEntry } from '#events/live/rows.ts'
import type { EventLog } from '#services/eventStore/eventStore.ts'
import type { WirePositions } from '#services/keys/wirePositions.ts'
import type { Snapshot } from '../queries/snapshot.ts'
import { calledPeople } from '../userOverview/calledPeople.ts'
import { eventsOfLines, type LineReading, type LogLine, type NumberedEvent } from './eventsOfLines.ts'
import { logEntry } from './logEntry.ts'
import { userIn } from './logRowOf.ts'

export interface EntryNeeds extends LineReading {
  log: Pick<EventLog, 'readAt' | 'readAll' | 'head' | 'isGapless'>
  positions: WirePositions
}

const anybody = (_userId: string): boolean => true

/**
 * Turns a tenant's events into the form that people and programs read. `mayName` answers whose names the reader may
 * see.
 */
export const entriesOfEvents =
  (positions: WirePositions) =>
  async (
    snapshot: Snapshot,
    tenantId: string,
    events: readonly NumberedEvent[],
    mayName = anybody,
  ): Promise<LogEntry[]> => {
    const people = events.flatMap(({ event: { actor, data } }) => [actor.id, userIn(data) ?? ''])
    const called = await calledPeople(snapshot, tenantId, people.filter(mayName))
    return events.map((readable) => {
      const position = positions.seal(tenantId, readable.event.position)
      return logEntry(readable, { number: readable.number, position, called })
    })
  }
export type EntriesOfEvents = ReturnType<typeof entriesOfEvents>

/** Reads the entries of these lines, in their order; what the view does not keep comes from the events themselves. */
export const readEntries = (needs: EntryNeeds) => {
  const events = eventsOfLines(needs)
  const shown = entriesOfEvents(needs.positions)
  return async (
    snapshot: Snapshot,
    tenantId: string,
    lines: readonly LogLine[],
    mayName = anybody,
  ): Promise<LogEntry[]> => {
    if (lines.length === 0) return []
    return shown(snapshot, tenantId, await events(tenantId, lines), mayName)
  }
}
export type ReadEntries = ReturnType<typeof readEntries>
