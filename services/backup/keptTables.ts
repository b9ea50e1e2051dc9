import type { Queryable } from '#services/postgres/queryable.ts'

/** Rows that a backup holds, by table. */
export interface KeptTable {
  name: string
  columns: Readonly<Record<string, 'uuid' | 'text' | 'timestamptz' | 'bytea'>>
  /** Its primary key. */
  key: readonly string[]
  /** Which rows; absent: all. */
  condition?: string
  /** Values that the callers' login alone may see, a tenant at a time. */
  ofCallers?: true
}

const ofTenant = { tenant_id: 'uuid' } as const

/**
 * In the order in which they are restored. Of the token keys those that sign access tokens stay behind: after a restore none that
 * was ever signed is good, also not one whose sign-in the backup does not know.
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

/** Bytes travel as base64 without line breaks. */
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

/** Rows as JSON objects, page by page, in order of their key; as the connection's snapshot shows them. */
export const rowsOfTable = async function* (snapshot: Queryable, table: KeptTable): AsyncGenerator<string[]> {
  for (let after: string[] | null = null; ;) {
    const { rows }: { rows: Page[] } = await snapshot.query<Page>(pageStatement(table, after === null), after ?? [])
    if (rows.length > 0) yield rows.map(({ row }) => row)
    if (rows.length < pageRows) return
    after = rows.at(-1)!.key
  }
}

const stored = ([column, type]: [string, string]): string => (type === 'bytea' ? `decode(${column}, 'base64')` : column)

/** Inserts rows that `rowsOfTable` gave; those that stand already stay as they are. */
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
