import type { OperationViews } from '#services/ports/operationViews.ts'
import { operationColumns, operationRow, type SelectedOperation } from './operationRow.ts'
import { inSnapshot } from '../queries/snapshot.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'

export const readOperation =
  ({ databases }: Pick<ViewsAsked, 'databases'>): OperationViews['readOperation'] =>
  (tenantId, operationId) =>
    inSnapshot(databases.reads, tenantId, async (snapshot) => {
      const { rows } = await snapshot.query<SelectedOperation>(
        `select ${operationColumns} from operation_list o where o.tenant_id = $1 and o.operation_id = $2`,
        [tenantId, operationId],
      )
      return { operation: rows[0] === undefined ? null : operationRow(rows[0]), position: snapshot.position }
    })
