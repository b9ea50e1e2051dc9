import type { AnomalyRow } from '#events/live/rows.ts'
import type { Page, PageRequest } from '#services/ports/operationViews.ts'
import { sqlParameters } from '../filter/sqlParameters.ts'
import { anomalyRow, selectAnomalies, type SelectedAnomaly } from './anomalyRow.ts'
import { inSnapshot, type Snapshot } from '../queries/snapshot.ts'
import { pageOf } from '../queries/page.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'

const count = async (snapshot: Snapshot, tenantId: string): Promise<number> => {
  const statement = 'select count(*) as total from anomaly_list where tenant_id = $1'
  return (await snapshot.query<{ total: number }>(statement, [tenantId])).rows[0]!.total
}

/** A page of anomalies, newest first; `total` is exact. @throws CodedError invalid-cursor */
export const listAnomalies =
  ({ databases, cursors }: Omit<ViewsAsked, 'clock'>) =>
  async (tenantId: string, { cursor, limit }: PageRequest): Promise<Page<AnomalyRow>> => {
    const list = { tenantId, list: 'anomalies' }
    const after = cursor === undefined ? null : cursors.open(list, cursor)
    const { bind, values } = sqlParameters()
    const tenant = bind(tenantId, 'uuid')
    const older =
      after === null ? '' : `and (a.at, a.anomaly_id) < (${bind(after.key, 'timestamptz')}, ${bind(after.id, 'uuid')})`
    return inSnapshot(databases.reads, tenantId, async (snapshot) => {
      const { rows } = await snapshot.query<SelectedAnomaly>(
        `${selectAnomalies} where a.tenant_id = ${tenant} ${older}
         order by a.at desc, a.anomaly_id desc limit ${bind(limit + 1, 'bigint')}`,
        values,
      )
      return pageOf({
        rows,
        limit,
        show: (shown) => shown.map(anomalyRow),
        placeOf: ({ at, id }) => ({ key: at, id }),
        list,
        cursors,
        total: await count(snapshot, tenantId),
        isFirst: after === null,
        position: snapshot.position,
      })
    })
  }
