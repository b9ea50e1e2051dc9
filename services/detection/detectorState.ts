import type { Position } from '#events/envelope.ts'
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

/** The partition's checkpoint; a partition never read before starts at 0 and compares up to `head`. */
export const openCheckpoint = async (writer: Queryable, partition: number, head: Position): Promise<Checkpoint> => {
  const { rows } = await writer.query<Checkpoint>({
    name: 'detector_open_checkpoint',
    text: `insert into detector_checkpoints (partition, position, compare_until) values ($1, 0, $2)
           on conflict (partition) do update set partition = excluded.partition
           returning position, compare_until as "compareUntil"`,
    values: [partition, head],
  })
  return rows[0]!
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

/** What is remembered and how far was read, in one transaction: neither is ever ahead of the other. */
export const saveState = (
  writer: Pool,
  partition: number,
  position: Position,
  changed: readonly (PersonKey & Remembered)[],
): Promise<void> =>
  transaction(writer, async (connection) => {
    await saveMemory(connection, changed)
    await connection.query({
      name: 'detector_save_checkpoint',
      text: 'update detector_checkpoints set position = $2 where partition = $1',
      values: [partition, position],
    })
  })
