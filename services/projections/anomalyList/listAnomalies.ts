import type { AnomalyRow } from '#events/live/rows.ts'
import type { Page, PageRequest } from '#services/ports/operationViews.ts'
import { type SqlParameters, sqlParameters } from '../filter/sqlParameters.ts'
import { anomalyRow, selectAnomalies, type SelectedAnomaly } from './anomalyRow.ts'
import { inSnapshot, type Snapshot } from '../queries/snapshot.ts'
import { pageOf } from '../queries/page.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'

/** A person's row names their anomalies, so that nobody else's are looked through. `tenant`, `person`: placeholders. */
const ofPerson = (tenant: string, person: string): string =>
  `a.anomaly_id in (select (raised ->> 'id')::uuid from user_overview u, json_array_elements(u.anomalies) raised
    where u.tenant_id = ${tenant} and u.user_id = ${person})`

interface Matching {
  where: string
  parameters: SqlParameters
}

const matching = (tenantId: string, userId: string | undefined): Matching => {
  const parameters = sqlParameters()
  const tenant = parameters.bind(tenantId, 'uuid')
  const whose = userId === undefined ? '' : `and ${ofPerson(tenant, parameters.bind(userId, 'uuid'))}`
  return { where: `a.tenant_id = ${tenant} ${whose}`, parameters }
}

const count = async (snapshot: Snapshot, { where, parameters }: Matching): Promise<number> => {
  const statement = `select count(*) as total from anomaly_list a where ${where}`
  return (await snapshot.query<{ total: number }>(statement, parameters.values)).rows[0]!.total
}

export interface AnomaliesAsked extends PageRequest {
  /** Only this person's. */
  userId?: string | undefined
}

/** A page of anomalies, newest first; `total` is exact. @throws CodedError invalid-cursor */
export const listAnomalies =
  ({ databases, cursors }: Omit<ViewsAsked, 'clock'>) =>
  async (tenantId: string, { cursor, limit, userId }: AnomaliesAsked): Promise<Page<AnomalyRow>> => {
    const list = { tenantId, list: userId === undefined ? 'anomalies' : `anomalies of ${userId}` }
    const after = cursor === undefined ? null : cursors.open(list, cursor)
    const { where, parameters } = matching(tenantId, userId)
    const { bind, values } = parameters
    const older =
      after === null ? '' : `and (a.at, a.anomaly_id) < (${bind(after.key, 'timestamptz')}, ${bind(after.id, 'uuid')})`
    return inSnapshot(databases.reads, tenantId, async (snapshot) => {
      const { rows } = await snapshot.query<SelectedAnomaly>(
        `${selectAnomalies} where ${where} ${older}
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
        total: await count(snapshot, matching(tenantId, userId)),
        isFirst: after === null,
        position: snapshot.position,
      })
    })
  }
