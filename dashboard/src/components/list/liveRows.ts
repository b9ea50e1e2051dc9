import type { RowKind } from './rowKind.ts'

/** A row on screen. The object stays the same while the row changes, so inserting rows costs no index. */
export interface ListedRow<Row> {
  readonly id: string
  row: Row
  /** Columns to tint because they just changed. */
  changed: ReadonlySet<string>
  /** Milliseconds; when the tint goes. */
  tintedUntil: number
  /** The row matched when it was listed and no longer does: it is dimmed, and removed when the list is tidied. */
  left: boolean
}

export type LiveRowKind<Row> = Pick<RowKind<Row>, 'idOf' | 'isOlder' | 'changedColumns' | 'isNew'>

export interface LiveRowsOptions<Row> {
  kind: LiveRowKind<Row>
  matches: (row: Row) => boolean
  compare: (one: Row, other: Row) => number
}

export interface Arrival {
  /** Rows must not move: new ones wait until the person clicks the pill. */
  hold: boolean
  now: number
}

const tintMs = 1000
const untouched: ReadonlySet<string> = new Set()

/**
 * The loaded part of a list, kept current by changed rows. Nothing jumps: a change stays in its place, a row that no longer
 * matches stays dimmed, and only `tidy` sorts again.
 */
export const liveRows = <Row>({ kind, matches, compare }: LiveRowsOptions<Row>) => {
  const { idOf } = kind
  let rows: ListedRow<Row>[] = []
  const byId = new Map<string, ListedRow<Row>>()
  const waiting = new Map<string, Row>()
  const tinted = new Set<ListedRow<Row>>()
  let left = 0
  let hasMore = false
  let readAt = ''
  let outOfOrder = false

  const listed = (row: Row): ListedRow<Row> => ({
    id: idOf(row),
    row,
    changed: untouched,
    tintedUntil: 0,
    left: false,
  })

  const add = (more: readonly Row[]): ListedRow<Row>[] => {
    const fresh = more.filter((row) => !byId.has(idOf(row))).map(listed)
    for (const one of fresh) {
      byId.set(one.id, one)
      waiting.delete(one.id)
    }
    return fresh
  }

  const setLeft = (one: ListedRow<Row>, leaves: boolean) => {
    if (leaves !== one.left) left += leaves ? 1 : -1
    one.left = leaves
  }

  const change = (one: ListedRow<Row>, row: Row, now: number) => {
    if (kind.isOlder(row, one.row)) return
    const changed = kind.changedColumns(one.row, row)
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

  /** Takes a row that is not listed: it is new, or merely not loaded yet, and then only the order differs from the server's. */
  const arrive = (row: Row) => {
    const id = idOf(row)
    if (!matches(row)) {
      waiting.delete(id)
      return
    }
    if (!hasMore || kind.isNew(row, readAt) || waiting.has(id)) waiting.set(id, row)
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

    /** Replaces all rows by the server's answer, in its order. `at` is when the server was asked. */
    replace(fresh: readonly Row[], more: boolean, at: string) {
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
    append(fresh: readonly Row[], more: boolean) {
      hasMore = more
      rows = [...rows, ...add(fresh)]
    },

    patch(changes: Iterable<Row>, { hold, now }: Arrival) {
      for (const row of changes) {
        const one = byId.get(idOf(row))
        if (one === undefined) arrive(row)
        else change(one, row, now)
      }
      if (!hold) enter()
    },

    /** Rows that are not there any more, for a reason that no row tells. */
    leave(isGone: (row: Row) => boolean) {
      for (const one of rows) if (isGone(one.row)) setLeft(one, true)
      for (const [id, row] of waiting) if (isGone(row)) waiting.delete(id)
    },

    /**
     * Takes the same list, read again, and applies its changes in place. Rows that the answer lacks have left, but where it goes on
     * (`more`) it says nothing of rows after its last.
     */
    reconcile(fresh: readonly Row[], more: boolean, arrival: Arrival) {
      const answered = new Set(fresh.map(idOf))
      const last = fresh.at(-1)
      this.patch(fresh, arrival)
      for (const one of rows) {
        const isCovered = !more || (last !== undefined && compare(one.row, last) <= 0)
        if (isCovered && !answered.has(one.id)) setLeft(one, true)
      }
      if (!more) hasMore = false
    },

    /** Lets waiting rows in, drops those that left and sorts: what the pill does. */
    tidy() {
      const fresh = add([...waiting.values()])
      for (const one of rows) if (one.left) byId.delete(one.id)
      rows = [...rows.filter((one) => !one.left), ...fresh].sort((one, other) => compare(one.row, other.row))
      left = 0
      outOfOrder = false
    },

    /** Removes tints whose time is over; answers true while some remain. */
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
