import type { Folding, Loading, View, ViewFold } from '../fold/view.ts'
import type { RetentionRow } from '../retention/retentionTable.ts'
import { retentionView } from '../retention/retentionView.ts'
import { removeBelow } from '../tables/removeRows.ts'
import { tableRows } from '../tables/upsertRows.ts'
import { linesByNumbers } from './linesOfLog.ts'
import { loadLastLines } from './loadLastLines.ts'
import { logRowOf, opaqueLogRowOf } from './logRowOf.ts'
import { type SessionLogRow, sessionLogTable } from './sessionLogTable.ts'
import { foldVocabulary } from '../vocabulary/foldVocabulary.ts'
import { vocabularyTable } from '../vocabulary/vocabularyTable.ts'

const name = 'session_log'

/** The last line of each tenant. */
const lastLines = (lines: readonly SessionLogRow[]) => {
  const heads = new Map<string, { number: number; position: number }>()
  for (const { tenantId, number, position } of lines)
    if (number > (heads.get(tenantId)?.number ?? 0)) heads.set(tenantId, { number, position })
  return heads
}

const boundOf = ({ tenantId, entriesBefore }: RetentionRow) => ({ tenantId, below: entriesBefore })

/** Gives every event a number and a line; the line of an event that cannot be opened keeps what was never sealed. */
const foldLines = ({ rows, parks, foldOf }: Folding): ViewFold => {
  const retention = foldOf(retentionView)
  const heads = lastLines(rows.of(sessionLogTable))
  const lines: SessionLogRow[] = []
  const vocabulary = foldVocabulary()
  const isShown = ({ tenantId, number }: SessionLogRow): boolean =>
    number >= retention.shownFrom(tenantId).entriesBefore
  return {
    apply(event) {
      const { tenantId, position } = event
      const head = heads.get(tenantId) ?? { number: 0, position: 0 }
      if (position <= head.position) return
      const number = head.number + 1
      heads.set(tenantId, { number, position })
      try {
        const line = logRowOf(event, number)
        vocabulary.apply(event, line)
        lines.push(line)
      } catch (error) {
        parks.park(name, event, error)
        lines.push(opaqueLogRowOf(event, number))
      }
    },
    changes: () => [
      { ...tableRows(sessionLogTable, lines), how: 'insert' },
      { ...tableRows(vocabularyTable, vocabulary.rows()), how: 'ensure' },
    ],
    tidy: () => [() => removeBelow(sessionLogTable, 'number', retention.moved().map(boundOf))],
    changed: () => lines.map(({ tenantId, number }) => ({ tenantId, key: number })),
    whole: {
      afterRun: async () => [
        tableRows(sessionLogTable, lines.splice(0).filter(isShown)),
        tableRows(vocabularyTable, vocabulary.take()),
      ],
    },
  }
}

const load = async ({ database, tenantIds, rows }: Loading): Promise<void> =>
  rows.put(sessionLogTable, await loadLastLines(database, tenantIds))

/** A line for every event, and the words of what lines and sessions are named by. */
export const sessionLogView: View = {
  name,
  tables: [sessionLogTable, vocabularyTable],
  follows: [retentionView],
  types: null,
  opens: null,
  takesAll: true,
  load,
  fold: foldLines,
  frame: {
    member: 'log',
    changes: { column: 'log_numbers', type: 'bigint[]' },
    async read({ snapshot, tenantId, entries }, keys, frame) {
      frame.log = await entries(snapshot, tenantId, await linesByNumbers(snapshot, tenantId, keys.map(Number)))
    },
  },
}
