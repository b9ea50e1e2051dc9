import type { OperationResult } from '#events/live/rows.ts'
import type { OperationViews } from '#services/ports/operationViews.ts'
import { sqlParameters } from '../filter/sqlParameters.ts'
import { pageOf } from '../queries/page.ts'
import { inSnapshot, type Snapshot } from '../queries/snapshot.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'

interface Selected extends OperationResult {
  ordinal: number
}

const resultOf = ({ sessionId, user, outcome, at, closedAfterMs }: Selected): OperationResult => ({
  sessionId,
  user,
  outcome,
  at,
  closedAfterMs,
})

const count = async (snapshot: Snapshot, tenantId: string, operationId: string): Promise<number> => {
  const statement = 'select count(*) as total from operation_results where tenant_id = $1 and operation_id = $2'
  return (await snapshot.query<{ total: number }>(statement, [tenantId, operationId])).rows[0]!.total
}

/** The results are in the order that the person confirmed. */
export const listOperationResults =
  ({ databases, cursors }: Omit<ViewsAsked, 'clock'>): OperationViews['listOperationResults'] =>
  async (tenantId, operationId, { cursor, limit }) => {
    const list = { tenantId, list: `results of ${operationId}` }
    const after = cursor === undefined ? null : cursors.open(list, cursor)
    const { bind, values } = sqlParameters()
    const [tenant, operation] = [bind(tenantId, 'uuid'), bind(operationId, 'uuid')]
    const later = after === null ? '' : `and r.ordinal > ${bind(after.key, 'integer')}`
    return inSnapshot(databases.reads, tenantId, async (snapshot) => {
      const { rows } = await snapshot.query<Selected>(
        `select r.session_id as "sessionId", s.person as "user", r.outcome, r.at, r.closed_after_ms as "closedAfterMs", r.ordinal
         from operation_results r
         left join session_list s on s.tenant_id = r.tenant_id and s.session_id = r.session_id
         where r.tenant_id = ${tenant} and r.operation_id = ${operation} ${later}
         order by r.ordinal limit ${bind(limit + 1, 'bigint')}`,
        values,
      )
      return pageOf({
        rows,
        limit,
        show: (shown) => shown.map(resultOf),
        placeOf: ({ ordinal }) => ({ key: ordinal, id: '' }),
        list,
        cursors,
        total: await count(snapshot, tenantId, operationId),
        isFirst: after === null,
        position: snapshot.position,
      })
    })
  }
