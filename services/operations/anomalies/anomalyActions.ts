import type { Policy } from '#events/tenant/policy/sections.ts'
import type { Queryable } from '#services/postgres/queryable.ts'

/** What anomalies do by themselves, by tenant, as of a place in the log. A tenant that is missing has set nothing. */
export type AnomalyActions = Map<string, Policy['anomalies']>

export const recallActions = async (writer: Queryable, tenantIds: readonly string[]): Promise<AnomalyActions> => {
  const { rows } = await writer.query<{ tenantId: string; actions: Policy['anomalies'] }>({
    name: 'anomaly-actions-recall',
    text: 'select tenant_id as "tenantId", actions from anomaly_actions where tenant_id = any ($1::uuid[])',
    values: [tenantIds],
  })
  return new Map(rows.map(({ tenantId, actions }) => [tenantId, actions]))
}

export const saveActions = async (connection: Queryable, changed: AnomalyActions): Promise<void> => {
  if (changed.size === 0) return
  await connection.query({
    name: 'anomaly-actions-save',
    text: `insert into anomaly_actions (tenant_id, actions) select * from unnest($1::uuid[], $2::json[])
           on conflict (tenant_id) do update set actions = excluded.actions`,
    values: [[...changed.keys()], [...changed.values()].map((actions) => JSON.stringify(actions))],
  })
}

export const forgetActions = async (connection: Queryable): Promise<void> => {
  await connection.query('delete from anomaly_actions')
}
