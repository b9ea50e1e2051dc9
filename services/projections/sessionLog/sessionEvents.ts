import type { Position } from '#events/envelope.ts'
import type { LogEntry } from '#events/live/rows.ts'
import { refusalsStream, sessionStream } from '#events/streams.ts'
import { inSnapshot, type Snapshot } from '../queries/snapshot.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'
import type { NumberedEvent } from './eventsOfLines.ts'
import { lastNumber } from './linesOfLog.ts'
import type { EntriesOfEvents } from './readEntries.ts'
import { listBegins, retiredEvents, type RetiredReading } from './retiredEvents.ts'
import type { TenantEvents } from './tenantEvents.ts'

const isListed = async (snapshot: Snapshot, tenantId: string, sessionId: string): Promise<boolean> => {
  const { rows } = await snapshot.query('select from session_list where tenant_id = $1 and session_id = $2', [
    tenantId,
    sessionId,
  ])
  return rows.length > 0
}

export interface SessionEventsNeeds extends Pick<ViewsAsked, 'databases'>, RetiredReading {
  tenantEvents: TenantEvents
  entriesOfEvents: EntriesOfEvents
}

/**
 * Everything that happened in a session or was refused to it, oldest first, up to what the views cover; null when there is no such session.
 * What has left the lists is read from the session's own streams: the log keeps it.
 */
export const sessionEvents = (needs: SessionEventsNeeds) => {
  const { databases, log, tenantEvents, entriesOfEvents } = needs
  const readRetired = retiredEvents(needs)
  const hasBegun = async (stream: string, position: Position): Promise<boolean> => {
    const [first] = await log.readStream(stream, 0, 1)
    return first !== undefined && first.position <= position
  }
  return async (tenantId: string, sessionId: string): Promise<{ events: LogEntry[] | null; position: Position }> => {
    const { position, listed, begins, to } = await inSnapshot(databases.reads, tenantId, async (snapshot) => ({
      position: snapshot.position,
      listed: await isListed(snapshot, tenantId, sessionId),
      begins: await listBegins(snapshot, tenantId),
      to: await lastNumber(snapshot, tenantId),
    }))
    const streams = [sessionStream(tenantId, sessionId), refusalsStream(tenantId, sessionId)]
    if (!listed && (begins === null || !(await hasBegun(streams[0]!, position)))) return { events: null, position }
    const events: LogEntry[] = []
    const show = async (own: readonly NumberedEvent[]): Promise<void> => {
      const shown = await inSnapshot(databases.reads, tenantId, (snapshot) => entriesOfEvents(snapshot, tenantId, own))
      events.push(...shown)
    }
    if (begins !== null) await show(await readRetired(streams, begins))
    for await (const run of tenantEvents(tenantId, { to, sessionId }))
      await show(run.filter(({ event }) => streams.some((stream) => stream === event.stream)))
    return { events, position }
  }
}
