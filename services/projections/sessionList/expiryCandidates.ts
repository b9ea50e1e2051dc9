import type { Position } from '#events/envelope.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import type { ExpiryCandidates } from '#services/ports/revocations.ts'
import { coveredPosition } from '../queries/coveredPosition.ts'

interface Selected {
  covered: Position
  tenantId: string | null
  sessionId: string
}

const statement = `select ${coveredPosition} as covered, s.tenant_id as "tenantId", s.session_id as "sessionId"
  from (select 1) always left join lateral (
    select tenant_id, session_id, lapses_at from session_activity where lapses_at <= $1
    order by lapses_at, session_id limit $2
  ) s on true order by s.lapses_at, s.session_id`

/** Covers all tenants, so it runs on the writer's login. */
export const expiryCandidates =
  (writer: Queryable): ExpiryCandidates =>
  async (now, limit) => {
    const { rows } = await writer.query<Selected>(statement, [now, limit])
    const sessions = rows.flatMap(({ tenantId, sessionId }) => (tenantId === null ? [] : [{ tenantId, sessionId }]))
    return { position: rows[0]!.covered, sessions }
  }
