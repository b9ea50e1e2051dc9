import type { Queryable } from '#services/postgres/queryable.ts'
import { anomalyListView } from '../anomalyList/anomalyListView.ts'
import { foldBatch } from '../fold/foldBatch.ts'
import { inFoldOrder } from '../fold/foldViews.ts'
import { rowsByTable } from '../fold/rowsByTable.ts'
import type { ViewEvent } from '../fold/viewEvent.ts'
import type { ViewCodec } from '../live/projectEvents.ts'
import { runInTurn } from '../live/runInTurn.ts'
import { storeBatch } from '../live/storeBatch.ts'
import { logRowOf, opaqueLogRowOf } from '../sessionLog/logRowOf.ts'
import { type SessionLogRow, sessionLogTable } from '../sessionLog/sessionLogTable.ts'
import { tableRows, upsertRows } from '../tables/upsertRows.ts'
import { userOverviewView } from '../userOverview/userOverviewView.ts'
import { vocabularyTable } from '../vocabulary/vocabularyTable.ts'
import { retentionTable } from '../retention/retentionTable.ts'
import { loadRows } from '../tables/loadRows.ts'
import { eraseWords, textsOfPerson } from './eraseWords.ts'
import { withKeptCounts } from './keptCounts.ts'
import { type EventSources, eventsOfPerson } from './eventsOfPerson.ts'
import type { ForgottenPerson } from './forgottenPeople.ts'

export interface ErasureNeeds extends EventSources {
  codec: ViewCodec
}

/**
 * The views whose rows of a person follow from that person's events, beside the log's lines and their words. Counters
 * are by what is never erased.
 */
const viewsOfPeople = [userOverviewView, anomalyListView]

/** Every table of a view that says something personal of a person: what is not here is not erased. */
export const tablesOfPeople: readonly string[] = [
  ...inFoldOrder(viewsOfPeople).flatMap(({ tables }) => tables.map(({ name }) => name)),
  sessionLogTable.name,
  vocabularyTable.name,
]

const lineOf = (event: ViewEvent, number: number): SessionLogRow => {
  try {
    return logRowOf(event, number)
  } catch {
    return opaqueLogRowOf(event, number)
  }
}

/**
 * Makes every row of a person anew from the person's events, as a rebuild would: what the destroyed key sealed reads as
 * erased. The caller's transaction holds the checkpoints, and `codec` must not know the key any more.
 */
export const erasePerson = async (database: Queryable, needs: ErasureNeeds, person: ForgottenPerson): Promise<void> => {
  const rows = rowsByTable()
  const retained = await loadRows(database, retentionTable, new Set([person.tenantId]))
  rows.put(retentionTable, retained)
  const { own, all } = await eventsOfPerson(database, needs, person, retained.length > 0)
  const before = await textsOfPerson(database, person)
  const batch = foldBatch(all, rows, viewsOfPeople)
  await storeBatch(database, retained.length === 0 ? batch : await withKeptCounts(database, batch, person))
  const lines = own.map(({ event, number }) => lineOf(event, number))
  await runInTurn(database, [() => upsertRows(tableRows(sessionLogTable, lines))])
  await eraseWords(database, { person, before, own: own.map(({ event }, index) => [event, lines[index]!]) })
}
