import type { Queryable, Statement } from '#services/postgres/queryable.ts'
import type { FoldedBatch } from '../fold/foldBatch.ts'
import type { ViewName } from '../fold/projection.ts'
import { arrayParameter } from '../tables/arrayParameter.ts'
import { text, uuid } from '../tables/columnTypes.ts'
import { type DistributionRow, liveDistributionTable } from '../liveDistribution/liveDistributionTable.ts'
import { addToRows, insertRows, tableRows, upsertRows } from '../tables/upsertRows.ts'
import { runInTurn } from './runInTurn.ts'

/** A value that no session has any more is no row, as it would be none after a rebuild. */
const dropEmptyCounters = (deltas: readonly DistributionRow[]): Statement | null => {
  const shrunk = deltas.filter(({ sessions, active }) => sessions < 0 || active < 0)
  if (shrunk.length === 0) return null
  const column = (type: typeof uuid, value: (row: DistributionRow) => string) => arrayParameter(type, shrunk.map(value))
  return {
    name: 'drop-empty-counters',
    text: `delete from live_distribution d using unnest($1::uuid[], $2::text[], $3::text[]) as given(tenant_id, facet, value)
           where d.tenant_id = given.tenant_id and d.facet = given.facet and d.value = given.value
             and d.sessions = 0 and d.active = 0`,
    values: [column(uuid, (row) => row.tenantId), column(text, (row) => row.facet), column(text, (row) => row.value)],
  }
}

/**
 * The log's own time decides what is no longer kept, but never before the store's clock: one event of a process whose clock is
 * fast would else make every process that starts later take tokens of ended sessions for good.
 */
const dropStaleRevocations = (logTime: string): Statement => ({
  name: 'drop-stale-revocations',
  text: 'delete from revocations where keep_until <= least($1::timestamptz, now())',
  values: [logTime],
})

/**
 * Writes what a batch came to in these views, one statement for each table it touches.
 * `logTime`: of the batch's last event.
 */
export const storeBatch = async (
  database: Queryable,
  batch: FoldedBatch,
  logTime: string,
  views: ReadonlySet<ViewName>,
): Promise<void> => {
  await runInTurn(database, [
    () => insertRows(batch.log),
    ...batch.changed.map((given) => () => upsertRows(given)),
    () => addToRows(tableRows(liveDistributionTable, batch.distribution), ['sessions', 'active']),
    () => dropEmptyCounters(batch.distribution),
    () => (views.has('revocations') ? dropStaleRevocations(logTime) : null),
  ])
}
