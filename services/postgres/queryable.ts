/** A statement with its parameters. Named statements are prepared once per connection. */
export interface Statement {
  text: string
  values?: unknown[]
  name?: string
}

export interface QueryResult<Row> {
  rows: Row[]
  rowCount: number | null
}

/**
 * Anything that runs SQL: a pool, or a connection inside a transaction.
 * int8 comes back as number, timestamptz as ISO 8601 UTC text with milliseconds, json and jsonb parsed, bytea as Buffer.
 */
export interface Queryable {
  query<Row extends object = Record<string, unknown>>(
    statement: string | Statement,
    values?: unknown[],
  ): Promise<QueryResult<Row>>
}
