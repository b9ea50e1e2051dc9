import type { SqlParameters } from '../filter/sqlParameters.ts'
import type { Place } from './cursors.ts'
import type { Snapshot } from './snapshot.ts'

/** The order of a list: by one column, and by id among rows with the same value. */
export interface Order {
  column: string
  /** The column's type in SQL. */
  type: string
  /** The id in the same table, so that one index holds both. */
  idColumn: string
  descending: boolean
  /** Rows without a value come last in either direction, ordered by id. Absent: there are none. */
  missing?: 'in some' | 'in all'
  /** Only what has ended has a value. */
  isOfEnded?: true
}

export interface KeysetQuery {
  /** `select ... from ...`, with the columns `sort_key` and `row_id` among them. */
  select: string
  where: string
  parameters: SqlParameters
  order: Order
  after: Place | null
  limit: number
}

export interface KeysetRow {
  sort_key: string | number | null
  row_id: string
}

const direction = ({ descending }: Order) => (descending ? { than: '<', way: 'desc' } : { than: '>', way: 'asc' })

/**
 * Reads rows that have the sort key, after the place. An index of (tenant, column, id) serves both condition and order.
 */
const keyed = ({ select, where, order, after, limit, parameters: { bind } }: KeysetQuery): string => {
  const { than, way } = direction(order)
  const { column, idColumn } = order
  const beyond =
    after === null
      ? ''
      : `and (${column}, ${idColumn}) ${than} (${bind(after.key, order.type)}, ${bind(after.id, 'uuid')})`
  const present = order.missing === 'in some' ? `and ${column} is not null` : ''
  return `${select} where ${where} ${present} ${beyond} order by ${column} ${way}, ${idColumn} ${way} limit ${bind(limit, 'bigint')}`
}

/** Reads rows that do not have the sort key. They are ordered by it all the same, as the index is. */
const unkeyed = ({ select, where, order, after, limit, parameters: { bind } }: KeysetQuery): string => {
  const { column, idColumn } = order
  const beyond = after?.key === null ? `and ${idColumn} > ${bind(after.id, 'uuid')}` : ''
  return `${select} where ${where} and ${column} is null ${beyond} order by ${column}, ${idColumn} limit ${bind(limit, 'bigint')}`
}

/** Answers at most `limit` rows after the place. Over all pages, each row comes exactly once. */
export const keysetPage = async <Row extends KeysetRow>(
  snapshot: Snapshot,
  makeQuery: () => KeysetQuery,
): Promise<Row[]> => {
  const first = makeQuery()
  const run = async (text: string, { parameters }: KeysetQuery) =>
    (await snapshot.query<Row>(text, parameters.values)).rows
  const isPastKeys = first.order.missing === 'in all' || first.after?.key === null
  const rows = isPastKeys ? [] : await run(keyed(first), first)
  if (first.order.missing === undefined || rows.length >= first.limit) return rows
  const rest = makeQuery()
  return [...rows, ...(await run(unkeyed({ ...rest, limit: rest.limit - rows.length }), rest))]
}
