import type { SessionRow } from '#events/live/rows.ts'
import { changedColumns, type Column } from './columns.ts'

/** A row on screen. The object stays the same while the row changes, so inserting rows costs no index. */
export interface ListedRow {
  row: SessionRow
  /** Columns to tint because they just changed. */
  changed: ReadonlySet<Column>
  /** Milliseconds; when the tint goes. */
  tintedUntil: number
  /** It ended or left the filter since it was listed: dimmed, and gone when the list is tidied. */
  left: boolean
}

export interface LiveRowsOptions {
  matches: (row: SessionRow) => boolean
  compare: (a: SessionRow, b: SessionRow) => number
}

export interface Arrival {
  /** Rows hold still: new ones wait for the pill instead of entering on top. */
  hold: boolean
  now: number
}

const tintMs = 1000
const untouched: ReadonlySet<Column> = new Set()

const listed = (row: SessionRow): ListedRow => ({ row, changed: untouched, tintedUntil: 0, left: false })

/**
 * The loaded part of a list, kept current by changed rows. Nothing jumps: a change stays in its place, a row that no longer
 * matches stays dimmed, and only `tidy` sorts again.
 */
export const liveRows = ({ matches, compare }: LiveRowsOptions) => {
  let rows: ListedRow[] = []
  const byId = new Map<string, ListedRow>()
  const waiting = new Map<string, SessionRow>()
  const tinted = new Set<ListedRow>()
  let left = 0
  let hasMore = false
  let readAt = ''
  let outOfOrder = false

  const add = (more: readonly SessionRow[]): ListedRow[] => {
    const fresh = more.filter((row) => !byId.has(row.id)).map(listed)
    for (const one of fresh) {
      byId.set(one.row.id, one)
      waiting.delete(one.row.id)
    }
    return fresh
  }

  const setLeft = (one: ListedRow, leaves: boolean) => {
    if (leaves !== one.left) left += leaves ? 1 : -1
    one.left = leaves
  }

  const change = (one: ListedRow, row: SessionRow, now: number) => {
    if (row.revision < one.row.revision) return
    const changed = changedColumns(one.row, row)
    const sortChanged = compare(one.row, row) !== 0
    one.row = row
    if (sortChanged) outOfOrder = true
    if (changed.length > 0) {
      one.changed = new Set(changed)
      one.tintedUntil = now + tintMs
      tinted.add(one)
    }
    setLeft(one, !matches(row))
  }

  /** Not listed: new, or merely not loaded yet, in which case only the order is no longer the server's. */
  const arrive = (row: SessionRow) => {
    if (!matches(row)) {
      waiting.delete(row.id)
      return
    }
    if (!hasMore || row.startedAt >= readAt || waiting.has(row.id)) waiting.set(row.id, row)
    else outOfOrder = true
  }

  const enter = () => {
    if (waiting.size === 0) return
    const fresh = add([...waiting.values()].sort(compare))
    rows = [...fresh, ...rows]
  }

  return {
    rows: () => rows,
    /** Rows that wait for the pill. */
    waiting: () => waiting.size,
    /** Rows on screen that no longer belong to the list. */
    left: () => left,
    isOutOfOrder: () => outOfOrder,
    hasMore: () => hasMore,
    find: (id: string) => byId.get(id),

    /** What the server answered, in its order. `at` is when it was asked. */
    replace(fresh: readonly SessionRow[], more: boolean, at: string) {
      byId.clear()
      waiting.clear()
      tinted.clear()
      left = 0
      outOfOrder = false
      hasMore = more
      readAt = at
      rows = add(fresh)
    },

    /** The next page. */
    append(fresh: readonly SessionRow[], more: boolean) {
      hasMore = more
      rows = [...rows, ...add(fresh)]
    },

    patch(changes: Iterable<SessionRow>, { hold, now }: Arrival) {
      for (const row of changes) {
        const one = byId.get(row.id)
        if (one === undefined) arrive(row)
        else change(one, row, now)
      }
      if (!hold) enter()
    },

    /**
     * The same list read again: changes are applied in place. Rows the answer should have held but does not have left;
     * where it goes on (`more`), it says nothing of rows after its last.
     */
    reconcile(fresh: readonly SessionRow[], more: boolean, arrival: Arrival) {
      const answered = new Set(fresh.map((row) => row.id))
      const last = fresh.at(-1)
      this.patch(fresh, arrival)
      for (const one of rows) {
        const isCovered = !more || (last !== undefined && compare(one.row, last) <= 0)
        if (isCovered && !answered.has(one.row.id)) setLeft(one, true)
      }
      if (!more) hasMore = false
    },

    /** Lets waiting rows in, drops those that left and sorts: what the pill does. */
    tidy() {
      const fresh = add([...waiting.values()])
      for (const one of rows) if (one.left) byId.delete(one.row.id)
      rows = [...rows.filter((one) => !one.left), ...fresh].sort((a, b) => compare(a.row, b.row))
      left = 0
      outOfOrder = false
    },

    /** Takes tints off whose time is over; true while some remain. */
    untint(now: number): boolean {
      for (const one of tinted) {
        if (one.tintedUntil > now) continue
        one.changed = untouched
        tinted.delete(one)
      }
      return tinted.size > 0
    },
  }
}
export type LiveRows = ReturnType<typeof liveRows>
