import type { Queryable } from '#services/postgres/queryable.ts'

/** A table whose rows a backup holds. */
export interface KeptTable {
  name: string
  columns: Readonly<Record<string, 'uuid' | 'text' | 'timestamptz' | 'bytea'>>
  /** Its primary key. */
  key: readonly string[]
  /** SQL that says which rows are kept; absent: all. */
  condition?: string
  /** Only the callers' login may read the values, one tenant at a time. */
  ofCallers?: true
}

const ofTenant = { tenant_id: 'uuid' } as const

/**
 * The tables in the order in which they are restored. A backup leaves out the keys that sign access tokens: after a
 * restore no access token signed before may be valid, because the backup may not know its sign-in.
 */
export const keptTables: readonly KeptTable[] = [
  {
    name: 'tenant_keys',
    columns: { ...ofTenant, wrapped: 'bytea', created_at: 'timestamptz' },
    key: ['tenant_id'],
  },
  {
    name: 'subject_keys',
    columns: { ...ofTenant, subject: 'text', wrapped: 'bytea', created_at: 'timestamptz' },
    key: ['tenant_id', 'subject'],
  },
  {
    name: 'token_keys',
    columns: { purpose: 'text', id: 'text', sealed: 'bytea', active_from: 'timestamptz' },
    key: ['purpose', 'id'],
    condition: `purpose = 'refresh'`,
  },
  {
    name: 'secrets',
    columns: { ...ofTenant, id: 'uuid', user_id: 'uuid', kind: 'text', value: 'text', created_at: 'timestamptz' },
    key: ['tenant_id', 'id'],
    ofCallers: true,
  },
]

const pageRows = 2_000

/** SQL for one column; bytes become base64 without line breaks. */
const shown = ([column, type]: [string, string]): string =>
  type === 'bytea' ? `'${column}', translate(encode(${column}, 'base64'), e'\\n', '')` : `'${column}', ${column}`

interface Page {
  row: string
  key: string[]
}

const pageStatement = ({ name, columns, key, condition = 'true' }: KeptTable, isFirst: boolean): string => {
  const after = key.map((column, index) => `$${index + 1}::${columns[column]}`).join(', ')
  const fields = Object.entries(columns).map(shown).join(', ')
  return `select json_build_object(${fields})::text as row, array[${key.map((column) => `${column}::text`).join(', ')}] as key
    from ${name} where ${condition} ${isFirst ? '' : `and (${key.join(', ')}) > (${after})`}
    order by ${key.join(', ')} limit ${pageRows}`
}

/**
 * Yields the rows as JSON objects, page by page, in the order of their key, as the connection's snapshot shows them.
 */
export const rowsOfTable = async function* (snapshot: Queryable, table: KeptTable): AsyncGenerator<string[]> {
  for (let after: string[] | null = null; ;) {
    const { rows }: { rows: Page[] } = await snapshot.query<Page>(pageStatement(table, after === null), after ?? [])
    if (rows.length > 0) yield rows.map(({ row }) => row)
    if (rows.length < pageRows) return
    after = rows.at(-1)!.key
  }
}

const stored = ([column, type]: [string, string]): string => (type === 'bytea' ? `decode(${column}, 'base64')` : column)

/** Inserts rows that `rowsOfTable` yielded; a row whose key exists already stays as it is. */
export const insertRows = async (
  database: Queryable,
  { name, columns }: KeptTable,
  rows: readonly string[],
): Promise<void> => {
  const all = Object.entries(columns)
  const shape = all.map(([column, type]) => `${column} ${type === 'bytea' ? 'text' : type}`).join(', ')
  await database.query(
    `insert into ${name} (${Object.keys(columns).join(', ')})
     select ${all.map(stored).join(', ')} from json_to_recordset($1::json) as r (${shape})
     on conflict do nothing`,
    [`[${rows.join(',')}]`],
  )
}
