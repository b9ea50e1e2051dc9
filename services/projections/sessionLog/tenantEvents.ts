import { fold } from '#events/filter/fold.ts'
import type { Databases } from '#services/postgres/databases.ts'
import { sqlParameters } from '../filter/sqlParameters.ts'
import { inSnapshot, type Snapshot } from '../queries/snapshot.ts'
import { eventsOfLines, type LineReading, type LogLine, type NumberedEvent } from './eventsOfLines.ts'
import { lastNumber } from './linesOfLog.ts'

/** A part of a tenant's events, by the tenant's own numbers, which begin at 1 and have no gaps. Those that retention took from the list are left out. */
export interface TenantStretch {
  /** Inclusive; absent: 1. */
  from?: number
  /** Inclusive; absent: up to the last event that the views have read when the reading begins. */
  to?: number
  /** Event types by their names in the log; absent: every type, even unknown ones. */
  types?: readonly string[]
  /** Only events about this session. */
  sessionId?: string
}

/**
 * A line of the view names an event that the log does not hold: the view belongs to another log, or the log was
 * damaged.
 */
export class EventMissing extends Error {
  constructor(number: number) {
    super(`The log does not hold the event of line ${number}; compare the views with it ("rollcall check")`)
    this.name = 'EventMissing'
  }
}

/** At most this many events are in memory at a time. */
const runEvents = 500

const nextLines = async (
  snapshot: Snapshot,
  tenantId: string,
  { from, to, types, sessionId }: TenantStretch & { from: number; to: number },
): Promise<LogLine[]> => {
  const { bind, values } = sqlParameters()
  const conditions = [
    `tenant_id = ${bind(tenantId, 'uuid')}`,
    `number between ${bind(from, 'bigint')} and ${bind(to, 'bigint')}`,
    ...(types === undefined ? [] : [`type = any (${bind(types.map(fold), 'text[]')})`]),
    ...(sessionId === undefined ? [] : [`session_id = ${bind(sessionId, 'uuid')}`]),
  ]
  const { rows } = await snapshot.query<LogLine>(
    `select number, position from session_log where ${conditions.join(' and ')} order by number limit ${runEvents}`,
    values,
  )
  return rows
}

const refuseMissing = (lines: readonly LogLine[], events: readonly NumberedEvent[]): void => {
  if (events.length === lines.length) return
  const found = new Set(events.map(({ number }) => number))
  throw new EventMissing(lines.find(({ number }) => !found.has(number))!.number)
}

export interface TenantEventsNeeds extends LineReading {
  databases: Pick<Databases, 'reads'>
}

/**
 * Yields a tenant's events in the order of their numbers, in runs. Each event holds as much as can be read; parked and
 * unreadable events are among them. Memory holds one run at a time, and between runs no connection is held, so the
 * reader may be slow. Numbers never change, so a slow reader gets the same events. Lines are read on the callers'
 * login, which sees only this tenant's rows.
 * @throws EventMissing
 */
export const tenantEvents = ({ databases, ...reading }: TenantEventsNeeds) => {
  const eventsOf = eventsOfLines(reading)
  return async function* (tenantId: string, stretch: TenantStretch = {}): AsyncGenerator<NumberedEvent[]> {
    let from = stretch.from ?? 1
    let to = stretch.to
    for (;;) {
      const lines = await inSnapshot(databases.reads, tenantId, async (snapshot) => {
        to ??= await lastNumber(snapshot, tenantId)
        return nextLines(snapshot, tenantId, { ...stretch, from, to })
      })
      const events = await eventsOf(tenantId, lines)
      refuseMissing(lines, events)
      if (events.length > 0) yield events
      if (lines.length < runEvents) return
      from = lines.at(-1)!.number + 1
    }
  }
}
export type TenantEvents = ReturnType<typeof tenantEvents>
