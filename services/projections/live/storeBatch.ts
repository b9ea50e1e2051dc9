import type { Queryable } from '#services/postgres/queryable.ts'
import type { FoldedBatch } from '../fold/foldBatch.ts'
import { arrayParameter } from '../tables/arrayParameter.ts'
import { text, uuid } from '../tables/columnTypes.ts'
import { type DistributionRow, liveDistributionTable } from '../tables/liveDistributionTable.ts'
import { addToRows, insertRows, tableRows, upsertRows } from '../tables/upsertRows.ts'
import { parkEvents } from './parkedEvents.ts'

/** A value that no session has any more is no row, as it would be none after a rebuild. */
const dropEmptyCounters = async (database: Queryable, shrunk: readonly DistributionRow[]): Promise<void> => {
  if (shrunk.length === 0) return
  await database.query({
    name: 'drop-empty-counters',
    text: `delete from live_distribution d using unnest($1::uuid[], $2::text[], $3::text[]) as given(tenant_id, facet, value)
           where d.tenant_id = given.tenant_id and d.facet = given.facet and d.value = given.value
             and d.sessions = 0 and d.active = 0`,
    values: [
      arrayParameter(
        uuid,
        shrunk.map(({ tenantId }) => tenantId),
      ),
      arrayParameter(
        text,
        shrunk.map(({ facet }) => facet),
      ),
      arrayParameter(
        text,
        shrunk.map(({ value }) => value),
      ),
    ],
  })
}

/** The view is a function of the log alone, so the log's own time decides what is no longer kept. */
const dropStaleRevocations = (database: Queryable, logTime: string) =>
  database.query({
    name: 'drop-stale-revocations',
    text: 'delete from revocations where keep_until <= $1',
    values: [logTime],
  })

/** Writes what a batch came to, one statement for each table it touches. `logTime`: of the batch's last event. */
export const storeBatch = async (database: Queryable, batch: FoldedBatch, logTime: string): Promise<void> => {
  for (const given of batch.changed) await upsertRows(database, given)
  await insertRows(database, batch.log)
  await addToRows(database, tableRows(liveDistributionTable, batch.distribution), ['sessions', 'active'])
  await dropEmptyCounters(
    database,
    batch.distribution.filter(({ sessions, active }) => sessions < 0 || active < 0),
  )
  await dropStaleRevocations(database, logTime)
  await parkEvents(database, batch.parked)
}
