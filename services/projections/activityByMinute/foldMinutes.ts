import type { Position } from '#events/envelope.ts'
import { foldTable, type ProjectedTable } from '../fold/projectedView.ts'
import type { Folding, ViewFold, WholeFold } from '../fold/view.ts'
import type { ViewEvent } from '../fold/viewEvent.ts'
import { countBounds, isCountRetired } from '../retention/shownFrom.ts'
import { type RetentionFold, retentionView } from '../retention/retentionView.ts'
import { removeBelow } from '../tables/removeRows.ts'
import { type TableRows, tableRows } from '../tables/upsertRows.ts'
import { activityByMinute, countedMinute } from './activityByMinute.ts'
import type { ActivityRow } from './activityByMinuteTable.ts'

const hourMs = 3_600_000

/**
 * A minute leaves memory an hour or two after it is over, for a log of years has a million. An event that counts in such a
 * minute, like an expiry noticed late, is left for when the rows are stored. What is over follows from the earliest event of a run: one
 * whose time is ahead sends nothing away.
 */
const foldOfWholeLog = (
  fold: ProjectedTable<ActivityRow>,
  shownFrom: RetentionFold['shownFrom'],
): ViewFold & { whole: WholeFold } => {
  const isShown = ({ tenantId, minute }: ActivityRow): boolean => !isCountRetired(minute, shownFrom(tenantId))
  const take = (isTaken: (row: ActivityRow) => boolean): TableRows[] => [
    tableRows(activityByMinute.table, fold.rows.take(isTaken).filter(isShown)),
  ]
  const stragglers: Position[] = []
  let gone = ''
  let earliest: string | null = null
  const note = ({ at }: ViewEvent): void => {
    if (earliest === null || at < earliest) earliest = at
  }
  return {
    ...fold,
    apply(event) {
      note(event)
      const minute = countedMinute(event)
      if (minute !== null && minute < gone) stragglers.push(event.position)
      else fold.apply(event)
    },
    whole: {
      ...fold.whole,
      async afterRun() {
        if (earliest === null) return []
        const over = new Date(Date.parse(earliest) - hourMs).toISOString()
        earliest = null
        if (gone !== '' && Date.parse(over) - Date.parse(gone) < hourMs) return []
        if (over > gone) gone = over
        return take(({ minute }) => minute < gone)
      },
      afterLast: async () => take(() => true),
      stragglers: () => stragglers,
    },
  }
}

/** Counts what happened in each minute that is still shown. */
export const foldMinutes = (folding: Folding): ViewFold => {
  const { nowShownFrom, shownFrom, moved } = folding.foldOf(retentionView)
  const all = foldTable(activityByMinute, folding)
  const fold: typeof all = {
    ...all,
    apply(event) {
      const minute = countedMinute(event)
      if (minute !== null && !isCountRetired(minute, nowShownFrom(event.tenantId))) all.apply(event)
    },
  }
  if (folding.whole !== null) return foldOfWholeLog(fold, shownFrom)
  return {
    ...fold,
    tidy: () => [() => removeBelow(activityByMinute.table, 'minute', countBounds(moved()))],
    changed: () => fold.rows.changed().map(({ tenantId, minute }) => ({ tenantId, key: minute })),
  }
}
