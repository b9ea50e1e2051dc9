import type { Position } from '#events/envelope.ts'
import { PartitionsMoved } from '#services/feed/eventFeed.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { transaction } from '#services/postgres/transaction.ts'
import type { Remembered } from './observe.ts'

export interface Checkpoint {
  position: Position
  /** Findings up to here are compared with the log, not raised. */
  compareUntil: Position
}

export interface PersonKey {
  tenantId: string
  userId: string
}
export const personKey = ({ tenantId, userId }: PersonKey): string => `${tenantId}+${userId}`

/** What is remembered, by `personKey`. */
export type Memory = Map<string, Remembered>

/** Any constant will do: advisory locks count per database. */
const lockNumber = 72_051

const hasPartitions = async (database: Queryable, partitions: readonly number[]): Promise<boolean> => {
  const { rows } = await database.query<{ has: boolean }>(
    `select (select array_agg(partition order by partition) from detector_checkpoints)
       is not distinct from (select array_agg(given order by given) from unnest($1::integer[]) given) as has`,
    [partitions],
  )
  return rows[0]?.has === true
}

/**
 * Makes the checkpoints those of these partitions. Where there were none, nothing is remembered: they start at 0 and compare up
 * to `head`. Where there were others, each starts at the earliest of them: a finding that stands already is not raised again.
 */
export const adoptPartitions = async (writer: Pool, partitions: readonly number[], head: Position): Promise<void> => {
  if (await hasPartitions(writer, partitions)) return
  await transaction(writer, async (connection) => {
    await connection.query('select pg_advisory_xact_lock($1)', [lockNumber])
    if (await hasPartitions(connection, partitions)) return
    await connection.query(
      `with left_behind as (delete from detector_checkpoints returning position, compare_until),
         start as (select coalesce(min(position), 0) as position, coalesce(max(compare_until), $2) as compare_until
                   from left_behind)
       insert into detector_checkpoints (partition, position, compare_until)
       select partition, start.position, start.compare_until from unnest($1::integer[]) partition cross join start`,
      [partitions, head],
    )
  })
}

/** @throws PartitionsMoved when there is no such partition any more. */
export const readCheckpoint = async (writer: Queryable, partition: number): Promise<Checkpoint> => {
  const { rows } = await writer.query<Checkpoint>({
    name: 'detector_read_checkpoint',
    text: 'select position, compare_until as "compareUntil" from detector_checkpoints where partition = $1',
    values: [partition],
  })
  if (rows[0] === undefined) throw new PartitionsMoved()
  return rows[0]
}

export const recall = async (writer: Queryable, people: readonly PersonKey[]): Promise<Memory> => {
  if (people.length === 0) return new Map()
  const { rows } = await writer.query<PersonKey & Remembered>({
    name: 'detector_recall',
    text: `select tenant_id as "tenantId", user_id as "userId", position, sign_in as "signIn"
           from last_sign_ins
           join unnest($1::uuid[], $2::uuid[]) as person(tenant_id, user_id) using (tenant_id, user_id)`,
    values: [people.map(({ tenantId }) => tenantId), people.map(({ userId }) => userId)],
  })
  return new Map(rows.map((row) => [personKey(row), { position: row.position, signIn: row.signIn }]))
}

const saveMemory = async (connection: Queryable, changed: readonly (PersonKey & Remembered)[]): Promise<void> => {
  if (changed.length === 0) return
  await connection.query({
    name: 'detector_save_memory',
    text: `insert into last_sign_ins (tenant_id, user_id, position, sign_in)
           select * from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::json[])
           on conflict (tenant_id, user_id) do update set position = excluded.position, sign_in = excluded.sign_in`,
    values: [
      changed.map(({ tenantId }) => tenantId),
      changed.map(({ userId }) => userId),
      changed.map(({ position }) => position),
      changed.map(({ signIn }) => JSON.stringify(signIn)),
    ],
  })
}

/**
 * What is remembered and how far was read, in one transaction: neither is ever ahead of the other.
 * @throws PartitionsMoved when the checkpoint is not where this process left it: another one reads the partition.
 */
export const saveState = (
  writer: Pool,
  { partition, from, to }: { partition: number; from: Position; to: Position },
  changed: readonly (PersonKey & Remembered)[],
): Promise<void> =>
  transaction(writer, async (connection) => {
    const { rowCount } = await connection.query({
      name: 'detector_save_checkpoint',
      text: 'update detector_checkpoints set position = $3 where partition = $1 and position = $2',
      values: [partition, from, to],
    })
    if (rowCount !== 1) throw new PartitionsMoved()
    await saveMemory(connection, changed)
  })
