import type { Position } from '#events/envelope.ts'
import type { Pool } from '#services/postgres/pool.ts'

export interface ActiveSession {
  tenantId: string
  sessionId: string
  /** ISO 8601; null: nothing ends it by time. */
  lapsesAt: string | null
}

export interface ActiveSessions {
  /** How far the list has read the log. */
  position: Position
  sessions: ActiveSession[]
  /** What counters say over all tenants. */
  counted: number
}

const positionText = `select coalesce(min(position), 0)::bigint as position from view_checkpoints where view = 'session_list'`
const rowsText = `select l.tenant_id as "tenantId", l.session_id as "sessionId", a.lapses_at as "lapsesAt"
  from session_list l left join session_activity a using (tenant_id, session_id) where l.status = 'active'`
const countText = `select coalesce(sum(active), 0)::bigint as counted from live_distribution where facet = 'all'`

/** The live sessions that lists show, of all tenants, in one snapshot. Runs on the writer's login. */
export const activeSessions = async (writer: Pool): Promise<ActiveSessions> => {
  const connection = await writer.connect()
  let isWhole = false
  try {
    await connection.query('begin isolation level repeatable read, read only')
    const at = await connection.query<{ position: Position }>(positionText)
    const listed = await connection.query<ActiveSession>(rowsText)
    const counters = await connection.query<{ counted: number }>(countText)
    await connection.query('commit')
    isWhole = true
    return { position: at.rows[0]!.position, sessions: listed.rows, counted: counters.rows[0]!.counted }
  } finally {
    connection.release(!isWhole)
  }
}
