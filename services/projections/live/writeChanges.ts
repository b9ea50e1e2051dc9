import type { Position } from '#events/envelope.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import type { Changed } from '#services/ports/changes.ts'
import type { FoldedBatch } from '../fold/foldBatch.ts'
import { arrayParameter } from '../tables/arrayParameter.ts'
import { uuid } from '../tables/columnTypes.ts'

/** Wakes whoever frames changes; says nothing, so a missed one costs only time. */
export const changesChannel = 'views_changed'

/** What a batch changed, by tenant. A tenant of whom the batch held events is named even when no row of it moved. */
export const changesOf = (batch: FoldedBatch): Map<string, Changed> => {
  const byTenant = new Map<string, Changed>()
  const of = (tenantId: string): Changed => {
    const changed = byTenant.get(tenantId) ?? { sessionIds: [], logNumbers: [], anomalyIds: [], minutes: [] }
    byTenant.set(tenantId, changed)
    return changed
  }
  for (const { tenantId, number } of batch.fold.log) of(tenantId).logNumbers.push(number)
  for (const { tenantId, sessionId } of batch.sessions) of(tenantId).sessionIds.push(sessionId)
  for (const { tenantId, anomalyId } of batch.fold.anomalies.changed()) of(tenantId).anomalyIds.push(anomalyId)
  for (const { tenantId, minute } of batch.fold.activity.changed()) of(tenantId).minutes.push(minute)
  return byTenant
}

/** Ids, numbers and instants need no quoting in an array's text. */
const literal = (values: readonly (string | number)[]): string => `{${values.join(',')}}`
export interface ReadStretch {
  /** Exclusive. */
  after: Position
  upto: Position
}

/** Tells what changed, in the transaction that changes it. `writtenAt`: ISO 8601. */
export const writeChanges = async (
  database: Queryable,
  { after, upto }: ReadStretch,
  changes: ReadonlyMap<string, Changed>,
  writtenAt: string,
): Promise<void> => {
  const tenants = [...changes.keys()]
  const each = [...changes.values()]
  await database.query({
    name: 'write-changes',
    text: `with written as (
             insert into changes (tenant_id, after, upto, written_at, session_ids, log_numbers, anomaly_ids, minutes)
             select tenant_id, $1, $2, $3, sessions::uuid[], numbers::bigint[], anomalies::uuid[], minutes::timestamptz[]
             from unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[])
               as given(tenant_id, sessions, numbers, anomalies, minutes)
           )
           select pg_notify('${changesChannel}', '')`,
    values: [
      after,
      upto,
      writtenAt,
      arrayParameter(uuid, tenants),
      each.map(({ sessionIds }) => literal(sessionIds)),
      each.map(({ logNumbers }) => literal(logNumbers)),
      each.map(({ anomalyIds }) => literal(anomalyIds)),
      each.map(({ minutes }) => literal(minutes)),
    ],
  })
}
