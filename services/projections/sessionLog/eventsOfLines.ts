import type { Position } from '#events/envelope.ts'
import type { EventLog } from '#services/eventStore/eventStore.ts'
import { type ReadableEvent, readableEvents, type ReadingCodec } from './readableEvent.ts'

/** A line of a tenant's log. */
export interface LogLine {
  /** The event's number among the tenant's events, from 1. */
  number: number
  position: Position
}

/** An event with its number in its tenant's log. */
export interface NumberedEvent extends ReadableEvent {
  number: number
}

export interface LineReading {
  log: Pick<EventLog, 'readAt'>
  codec: ReadingCodec
}

/**
 * Reads the events of a tenant's lines, in the order of the lines. A line whose event the log does not hold is left
 * out.
 */
export const eventsOfLines =
  ({ log, codec }: LineReading) =>
  async (tenantId: string, lines: readonly LogLine[]): Promise<NumberedEvent[]> => {
    if (lines.length === 0) return []
    const stored = await log.readAt(lines.map(({ position }) => position))
    const own = stored.filter((event) => event.tenantId === tenantId)
    const events = new Map((await readableEvents(codec, own)).map((readable) => [readable.event.position, readable]))
    return lines.flatMap(({ number, position }) => {
      const readable = events.get(position)
      return readable === undefined ? [] : [{ ...readable, number }]
    })
  }
