import type { OperationViews } from '#services/ports/operationViews.ts'
import { sqlParameters } from '../filter/sqlParameters.ts'
import { operationColumns, operationRow, type SelectedOperation } from './operationRow.ts'
import { pageOf } from '../queries/page.ts'
import { inSnapshot, type Snapshot } from '../queries/snapshot.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'

const count = async (snapshot: Snapshot, tenantId: string): Promise<number> => {
  const statement = 'select count(*) as total from operation_list where tenant_id = $1'
  return (await snapshot.query<{ total: number }>(statement, [tenantId])).rows[0]!.total
}

/** The newest operation comes first. */
export const listOperations =
  ({ databases, cursors }: Omit<ViewsAsked, 'clock'>): OperationViews['listOperations'] =>
  async (tenantId, { cursor, limit }) => {
    const list = { tenantId, list: 'operations' }
    const after = cursor === undefined ? null : cursors.open(list, cursor)
    const { bind, values } = sqlParameters()
    const tenant = bind(tenantId, 'uuid')
    const older =
      after === null
        ? ''
        : `and (o.started_at, o.operation_id) < (${bind(after.key, 'timestamptz')}, ${bind(after.id, 'uuid')})`
    return inSnapshot(databases.reads, tenantId, async (snapshot) => {
      const { rows } = await snapshot.query<SelectedOperation>(
        `select ${operationColumns} from operation_list o where o.tenant_id = ${tenant} ${older}
         order by o.started_at desc, o.operation_id desc limit ${bind(limit + 1, 'bigint')}`,
        values,
      )
      return pageOf({
        rows,
        limit,
        show: (shown) => shown.map(operationRow),
        placeOf: ({ startedAt, id }) => ({ key: startedAt, id }),
        list,
        cursors,
        total: await count(snapshot, tenantId),
        isFirst: after === null,
        position: snapshot.position,
      })
    })
  }
