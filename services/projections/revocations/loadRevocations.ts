import type { Position } from '#events/envelope.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import type { EndedSession, GenerationCount, LoadRevocations } from '#services/ports/revocations.ts'
import { wholeTenant } from './revocationTables.ts'
import { coveredPosition } from '../queries/coveredPosition.ts'

interface Selected {
  position: Position
  ended: EndedSession[]
  generations: GenerationCount[]
}

/** One statement, hence one snapshot: what is missing here is after `position`. */
const statement = `select ${coveredPosition} as position,
    coalesce((select json_agg(json_build_object('tenantId', tenant_id, 'sessionId', session_id, 'cause', cause,
      'endedAt', ended_at, 'keepUntil', keep_until)) from revocations), '[]') as ended,
    coalesce((select json_agg(json_build_object('tenantId', tenant_id, 'userId', nullif(user_id, $1), 'count', count,
      'position', position))
      from generations where count > 0), '[]') as generations`

const iso = (instant: string): string => new Date(instant).toISOString()

/** Of all tenants, so on the writer's login. */
export const loadRevocations =
  (writer: Queryable): LoadRevocations =>
  async () => {
    const { rows } = await writer.query<Selected>(statement, [wholeTenant])
    const { position, ended, generations } = rows[0]!
    return {
      position,
      ended: ended.map(({ tenantId, sessionId, cause, endedAt, keepUntil }) => ({
        tenantId,
        sessionId,
        cause,
        endedAt: iso(endedAt),
        keepUntil: iso(keepUntil),
      })),
      generations,
    }
  }
