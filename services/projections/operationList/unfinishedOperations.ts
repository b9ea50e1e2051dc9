import type { OperationViews } from '#services/ports/operationViews.ts'
import type { Queryable } from '#services/postgres/queryable.ts'

/**
 * Of all tenants, so on the writer's login. One whose effect nobody has measured within ten minutes of its end is past measuring:
 * who saw sockets close has forgotten it.
 */
export const unfinishedOperations =
  (writer: Queryable): OperationViews['unfinishedOperations'] =>
  async (limit) => {
    const { rows } = await writer.query<{ tenantId: string; operationId: string }>(
      `select tenant_id as "tenantId", operation_id as "operationId" from operation_list
       where finished_at is null or (effect is null and finished_at > now() - interval '10 minutes')
       order by started_at, operation_id limit $1`,
      [limit],
    )
    return rows
  }
