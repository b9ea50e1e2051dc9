import type { Position } from '#events/envelope.ts'
import type { LogEntry } from '#events/live/rows.ts'
import { refusalsStream, sessionStream } from '#events/streams.ts'
import { inSnapshot, type Snapshot } from '../queries/snapshot.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'
import { numberOfLines } from './linesOfLog.ts'
import type { EntriesOfEvents } from './readEntries.ts'
import type { TenantEvents } from './tenantEvents.ts'

const exists = async (snapshot: Snapshot, tenantId: string, sessionId: string): Promise<boolean> => {
  const { rows } = await snapshot.query('select from session_list where tenant_id = $1 and session_id = $2', [
    tenantId,
    sessionId,
  ])
  return rows.length > 0
}

export interface SessionEventsNeeds extends Pick<ViewsAsked, 'databases'> {
  tenantEvents: TenantEvents
  entriesOfEvents: EntriesOfEvents
}

/** Everything that happened in a session or was refused to it, oldest first; null when there is no such session. */
export const sessionEvents =
  ({ databases, tenantEvents, entriesOfEvents }: SessionEventsNeeds) =>
  async (tenantId: string, sessionId: string): Promise<{ events: LogEntry[] | null; position: Position }> => {
    const { position, to } = await inSnapshot(databases.reads, tenantId, async (snapshot) => ({
      position: snapshot.position,
      to: (await exists(snapshot, tenantId, sessionId)) ? await numberOfLines(snapshot, tenantId) : null,
    }))
    if (to === null) return { events: null, position }
    const streams = new Set<string>([sessionStream(tenantId, sessionId), refusalsStream(tenantId, sessionId)])
    const events: LogEntry[] = []
    for await (const run of tenantEvents(tenantId, { to, sessionId })) {
      const own = run.filter(({ event }) => streams.has(event.stream))
      events.push(
        ...(await inSnapshot(databases.reads, tenantId, (snapshot) => entriesOfEvents(snapshot, tenantId, own))),
      )
    }
    return { events, position }
  }
