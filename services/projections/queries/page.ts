import type { Position } from '#events/envelope.ts'
import type { Page } from '#services/ports/operationViews.ts'
import type { Cursors, ListIdentity, Place } from './cursors.ts'

interface PageParts<Row, Item> {
  /** The rows read: one more than fits on the page when there are more. */
  rows: readonly Row[]
  limit: number
  show: (rows: Row[]) => Item[]
  placeOf: (last: Row) => Place
  list: ListIdentity
  cursors: Cursors
  total: number | null
  isFirst: boolean
  position: Position
}

/** When the first page holds all rows, the total is known without counting. */
export const pageOf = <Row, Item>(parts: PageParts<Row, Item>): Page<Item> => {
  const { rows, limit, show, placeOf, list, cursors, total, isFirst, position } = parts
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const hasMore = rows.length > limit && last !== undefined
  return {
    items: show(shown),
    nextCursor: hasMore ? cursors.seal(list, placeOf(last)) : null,
    total: total ?? (isFirst && !hasMore ? shown.length : null),
    position,
  }
}
