import type { OperationViews } from '#services/ports/operationViews.ts'
import type { Queryable } from '#services/postgres/queryable.ts'

/**
 * Covers all tenants, so it runs on the writer's login. It leaves out an operation whose effect was not measured within
 * ten minutes of its end: the processes that saw its sockets close no longer remember it.
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
