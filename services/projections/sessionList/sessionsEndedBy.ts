import type { OperationViews } from '#services/ports/operationViews.ts'
import type { Databases } from '#services/postgres/databases.ts'
import { inTenant } from '#services/postgres/transaction.ts'

const statement = `select session_id as "sessionId", count(*) over () as total from session_list
  where tenant_id = $1 and ended_at = $2 and cause = $3
    and ($4::uuid is null or user_id = $4) and ($5::text is null or client = $5)
  order by session_id limit $6`

/** The event's time finds them: nothing else of the tenant or person ended sessions in that millisecond for that cause. */
export const sessionsEndedBy =
  ({ endings }: Pick<Databases, 'endings'>): OperationViews['sessionsEndedBy'] =>
  (tenantId, { endedAt, cause, userId, clientId }, limit) =>
    inTenant(endings, tenantId, async (connection) => {
      const { rows } = await connection.query<{ sessionId: string; total: number }>(statement, [
        tenantId,
        endedAt,
        cause,
        userId,
        clientId,
        limit,
      ])
      return { sessionIds: rows.map(({ sessionId }) => sessionId), total: rows[0]?.total ?? 0 }
    })
