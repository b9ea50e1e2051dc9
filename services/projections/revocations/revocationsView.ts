import { effectiveTypes, isSessionEnding } from '#events/session/endings.ts'
import type { Statement } from '#services/postgres/queryable.ts'
import { foldTable, loadInto, touchedBy } from '../fold/projectedView.ts'
import type { Folding, Loading, View, ViewFold } from '../fold/view.ts'
import { tableRows } from '../tables/upsertRows.ts'
import { rowKey } from '../tables/viewTable.ts'
import { loadRevocations } from './loadRevocations.ts'
import { generationsTable, type RevocationRow, revocationsTable, wholeTenant } from './revocationTables.ts'
import { generations, revocationOf } from './revocations.ts'

const load = async (loading: Loading): Promise<void> => {
  const keys = touchedBy(generations, loading.events)
  loading.events.filter(isSessionEnding).forEach(({ tenantId }) => keys.add(rowKey(tenantId, wholeTenant)))
  await loadInto(loading, generationsTable, keys)
}

/**
 * The log's own time decides what is no longer kept, but never before the store's clock: one event of a process whose clock is
 * fast would else make every process that starts later take tokens of ended sessions for good.
 */
const dropStale = (logTime: string): Statement => ({
  name: 'drop-stale-revocations',
  text: 'delete from revocations where keep_until <= least($1::timestamptz, now())',
  values: [logTime],
})

/** Where a whole log is folded, what is older than any access token is swept out when so much has gathered. */
const sweepAt = 100_000

const foldRevocations = (folding: Folding): ViewFold => {
  const counted = foldTable(generations, folding)
  const ended = new Map<string, RevocationRow>()
  let sweepNextAt = sweepAt
  const now = folding.whole?.now ?? ''
  const sweep = (logTime: string): void => {
    const time = logTime < now ? logTime : now
    for (const [key, row] of ended) if (row.keepUntil <= time) ended.delete(key)
    sweepNextAt = ended.size + sweepAt
  }
  const changes: ViewFold['changes'] = () => [
    ...counted.changes(),
    { ...tableRows(revocationsTable, [...ended.values()]), how: 'put' },
  ]
  return {
    apply(event) {
      counted.apply(event)
      const row = revocationOf(event, counted.rows.get(rowKey(event.tenantId, wholeTenant)))
      if (row !== null) ended.set(revocationsTable.keyOf(row), row)
    },
    changes,
    tidy: (logTime) => [() => dropStale(logTime)],
    whole: {
      async afterRun(logTime) {
        if (ended.size > sweepNextAt) sweep(logTime)
        return []
      },
      async afterLast(logTime) {
        sweep(logTime)
        return changes()
      },
    },
  }
}

/** Who has been ended, and which tokens are out of date: what every process that checks sessions knows from its start on. */
export const revocationsView = {
  name: 'revocations',
  tables: [revocationsTable, generationsTable],
  follows: [],
  types: [...effectiveTypes, 'PolicyChanged'],
  opens: [],
  load,
  fold: foldRevocations,
  atStart: loadRevocations,
} satisfies View
