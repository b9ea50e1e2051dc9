import type { Position } from '#events/envelope.ts'
import type { LogEntry, SessionRow } from '#events/live/rows.ts'
import type { ChangesSince, ReadChanged, TenantChange } from '#services/ports/changes.ts'
import { wirePositions } from '#services/keys/wirePositions.ts'

export const positions = wirePositions(Buffer.alloc(32, 7))

/** A view of sessions and log as the projector leaves it, one batch of changed sessions at a time. */
export interface ViewsInMemory {
  /** Each inner list is one event per session named; the batch is one transaction. */
  commit: (tenantId: string, sessionIds: readonly string[]) => void
  covered: () => Position
  sessions: (tenantId: string) => Map<string, number>
  logPositions: (tenantId: string) => Position[]
  keepOnlyAfter: (position: Position) => void
  changesSince: ChangesSince
  readChanged: ReadChanged
}

const sessionRow = (id: string, revision: number) => ({ id, userId: `user of ${id}`, revision }) as SessionRow
const counts = { active: 0, idle: 0, users: 0, deviceType: {}, browser: {}, os: {}, country: {}, client: {} }

export const viewsInMemory = (): ViewsInMemory => {
  const log: { tenantId: string; position: Position }[] = []
  const revisions = new Map<string, Map<string, number>>()
  const changes: TenantChange[] = []
  let keptSince = 0
  let covered = 0
  const logOf = (tenantId: string) => log.filter((entry) => entry.tenantId === tenantId)
  const entry = (tenantId: string, number: number): LogEntry =>
    ({
      id: `${tenantId} ${number}`,
      number,
      position: positions.seal(tenantId, logOf(tenantId)[number - 1]!.position),
    }) as LogEntry
  return {
    commit(tenantId, sessionIds) {
      const from = covered
      const mine = revisions.get(tenantId) ?? new Map<string, number>()
      revisions.set(tenantId, mine)
      const logNumbers = sessionIds.map((id) => {
        covered += 1
        mine.set(id, (mine.get(id) ?? -1) + 1)
        log.push({ tenantId, position: covered })
        return logOf(tenantId).length
      })
      changes.push({
        tenantId,
        from,
        to: covered,
        changed: { sessions: [...new Set(sessionIds)], log: logNumbers },
      })
    },
    covered: () => covered,
    sessions: (tenantId) => new Map(revisions.get(tenantId)),
    logPositions: (tenantId) => logOf(tenantId).map((logged) => logged.position),
    keepOnlyAfter(position) {
      keptSince = position
    },
    changesSince: async ({ after, tenantIds }) => ({
      covered,
      keptSince,
      changes: changes.filter(
        (change) => change.to > after && change.to > keptSince && tenantIds.includes(change.tenantId),
      ),
    }),
    readChanged: async (tenantId, changed) => ({
      sessions: (changed.sessions ?? []).map((id) => sessionRow(String(id), revisions.get(tenantId)!.get(String(id))!)),
      log: (changed.log ?? []).map((number) => entry(tenantId, Number(number))),
      anomalies: [],
      counts,
      activity: [],
    }),
  }
}
