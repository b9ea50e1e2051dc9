import type { Position } from '#events/envelope.ts'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { postgresWrappedKeys } from '#services/eventStore/sealing/postgresWrappedKeys.ts'
import { sealingCodec } from '#services/eventStore/sealing/sealingCodec.ts'
import type { Databases } from '#services/postgres/databases.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { transaction } from '#services/postgres/transaction.ts'
import { viewNames } from '../fold/projection.ts'
import { lockCheckpoint, readCheckpoint } from '../live/checkpoints.ts'
import type { ViewTable } from '../tables/viewTable.ts'
import { buildShadow, type BuiltShadow, type RebuildProgress } from './buildShadow.ts'
import { whileAlone } from './rebuildLock.ts'
import { dropShadow, rebuildPool, shadowPool } from './shadowSchema.ts'

export interface CheckRequest {
  databases: Databases
  masterKey: Buffer
  onProgress?: (progress: RebuildProgress) => void
}

export interface Checked {
  /** The views equal the log up to here, or differ from it in what `differences` says. */
  position: Position
  /** Rows compared, of all views. */
  rows: number
  /** One line for each row that differs, at most `mostDifferences` a table. */
  differences: string[]
}

const shadow = 'views_check'
const partition = 0
const mostDifferences = 20
interface Difference {
  key: string
  live: string | null
  built: string | null
}

const letReaderIn = async (pool: Pool, reader: string): Promise<void> => {
  await pool.query(`grant usage on schema ${shadow} to "${reader}"`)
  await pool.query(`grant select on all tables in schema ${shadow} to "${reader}"`)
}

/** Whole rows as text: byte by byte, json and timestamps too. */
const differencesIn = async (reader: Queryable, table: ViewTable<never>): Promise<Difference[]> => {
  const rowsOf = (schema: string) =>
    `select concat_ws(' ', ${table.key.join(', ')}) as key, held::text as line
     from ${schema}.${table.name} held`
  const { rows } = await reader.query<Difference>(
    `select coalesce(live.key, built.key) as key, live.line as live, built.line as built
     from (${rowsOf('public')}) live full join (${rowsOf(shadow)}) built using (key)
     where live.line is distinct from built.line order by 1 limit ${mostDifferences}`,
  )
  return rows
}

const countRows = async (reader: Queryable, { name }: ViewTable<never>): Promise<number> => {
  const { rows } = await reader.query<{ rows: number }>(`select count(*) as rows from public.${name}`)
  return Number(rows[0]?.rows ?? 0)
}

const describe = (table: string, { key, live, built }: Difference): string => {
  if (live === null) return `${table} ${key}: missing in the view; the log gives ${built}`
  if (built === null) return `${table} ${key}: in the view, but not in the log: ${live}`
  return `${table} ${key}: the view says ${live}; the log gives ${built}`
}

const compare = async (reader: Queryable, tables: readonly ViewTable<never>[]) => {
  const differences: string[] = []
  let rows = 0
  for (const table of tables) {
    rows += await countRows(reader, table)
    differences.push(...(await differencesIn(reader, table)).map((difference) => describe(table.name, difference)))
  }
  return { rows, differences }
}

/** While the checkpoint is held no projector moves the views, so both sides stand at one position. */
const compareAtOnePosition = (writer: Pool, built: BuiltShadow): Promise<Checked> =>
  transaction(writer, async (connection) => {
    const position = await lockCheckpoint(connection, partition)
    await built.bringTo(position)
    return { position, ...(await compare(connection, built.tables)) }
  })

/**
 * Builds every view anew from the log, beside the live ones and under load, and compares them row for row.
 * @throws KeysMissing
 */
export const check = async ({ databases, masterKey, onProgress = () => undefined }: CheckRequest): Promise<Checked> => {
  const { owner, writer, roles } = databases
  const pool = rebuildPool(owner.settings)
  const inside = shadowPool(owner.settings, shadow)
  const codec = sealingCodec(keyring(masterKey, postgresWrappedKeys(writer)))
  const request = { databases, masterKey, shadow, views: new Set(viewNames), onProgress } as const
  try {
    return await whileAlone(pool, async () => {
      try {
        const built = await buildShadow(request, { pool, inside, codec }, await readCheckpoint(pool, partition))
        await letReaderIn(pool, roles.writer)
        return await compareAtOnePosition(writer, built)
      } finally {
        await dropShadow(pool, shadow)
      }
    })
  } finally {
    await Promise.all([pool.end(), inside.end()])
  }
}
