import type { Position } from '#events/envelope.ts'
import type { LogEntry } from '#events/live/rows.ts'
import { refusalsStream, sessionStream } from '#events/streams.ts'
import { linesOfSession } from './linesOfLog.ts'
import type { ReadEntries } from './readEntries.ts'
import { inSnapshot, type Snapshot } from '../queries/snapshot.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'

const exists = async (snapshot: Snapshot, tenantId: string, sessionId: string): Promise<boolean> => {
  const { rows } = await snapshot.query('select from session_list where tenant_id = $1 and session_id = $2', [
    tenantId,
    sessionId,
  ])
  return rows.length > 0
}

/** Everything that happened in a session and was refused to it, oldest first; null where there is no such session. */
export const sessionEvents =
  ({ databases, entries }: Pick<ViewsAsked, 'databases'> & { entries: ReadEntries }) =>
  (tenantId: string, sessionId: string): Promise<{ events: LogEntry[] | null; position: Position }> =>
    inSnapshot(databases.reads, tenantId, async (snapshot) => {
      const { position } = snapshot
      if (!(await exists(snapshot, tenantId, sessionId))) return { events: null, position }
      const streams = new Set<string>([sessionStream(tenantId, sessionId), refusalsStream(tenantId, sessionId)])
      const all = await entries(snapshot, tenantId, await linesOfSession(snapshot, tenantId, sessionId))
      return { events: all.filter(({ stream }) => streams.has(stream)), position }
    })
