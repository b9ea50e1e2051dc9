import type { Databases } from '#services/postgres/databases.ts'
import { inTenant } from '#services/postgres/transaction.ts'
import { insertRows, type KeptTable, keptTables } from './keptTables.ts'

const tables = new Map(keptTables.map((table) => [table.name, table]))

/** The table of a section of a backup; undefined for the master key and the events. */
export const tableOf = (section: string): KeptTable | undefined => tables.get(section)

const byTenant = (rows: readonly string[]): Map<string, string[]> => {
  const sorted = new Map<string, string[]>()
  for (const row of rows) {
    const { tenant_id: tenantId } = JSON.parse(row) as { tenant_id: string }
    const own = sorted.get(tenantId) ?? []
    own.push(row)
    sorted.set(tenantId, own)
  }
  return sorted
}

/** Restores rows of a backup with the login that may write the table. A row whose key exists already stays as it is. */
export const putBack = async (
  { writer, app }: Pick<Databases, 'writer' | 'app'>,
  table: KeptTable,
  rows: readonly string[],
): Promise<void> => {
  if (table.ofCallers !== true) return insertRows(writer, table, rows)
  for (const [tenantId, own] of byTenant(rows))
    await inTenant(app, tenantId, (connection) => insertRows(connection, table, own))
}
