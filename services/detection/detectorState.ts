import type { Queryable } from '#services/postgres/queryable.ts'
import type { Remembered } from './observe.ts'

export interface PersonKey {
  tenantId: string
  userId: string
}
export const personKey = ({ tenantId, userId }: PersonKey): string => `${tenantId}+${userId}`

/** What the rules remember of each person, by `personKey`. */
export type Memory = Map<string, Remembered>

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

/** Until the transaction ends no key is destroyed: a memory that is saved meanwhile would stay behind. */
const holdKeys = async (connection: Queryable): Promise<void> => {
  await connection.query('select from forgettings for share')
}

/**
 * Runs in the transaction that moves the checkpoint, so that neither is ever ahead of the other. Of people whose key is
 * gone nothing is remembered.
 */
export const saveMemory = async (
  connection: Queryable,
  changed: readonly (PersonKey & Remembered)[],
): Promise<void> => {
  if (changed.length === 0) return
  await holdKeys(connection)
  await connection.query({
    name: 'detector_save_memory',
    text: `insert into last_sign_ins (tenant_id, user_id, position, sign_in)
           select given.* from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::json[])
             as given (tenant_id, user_id, position, sign_in)
           where not exists (select from forgotten_people f where f.tenant_id = given.tenant_id and f.user_id = given.user_id)
           on conflict (tenant_id, user_id) do update set position = excluded.position, sign_in = excluded.sign_in`,
    values: [
      changed.map(({ tenantId }) => tenantId),
      changed.map(({ userId }) => userId),
      changed.map(({ position }) => position),
      changed.map(({ signIn }) => JSON.stringify(signIn)),
    ],
  })
}

export const forgetMemory = async (connection: Queryable): Promise<void> => {
  await connection.query('delete from last_sign_ins')
}
