import type { Queryable } from '#services/postgres/queryable.ts'
import { type PersonKey, personKey } from './memory.ts'
import type { Remembered } from './observe.ts'

/** What the rules remember of these people, by `personKey`. */
export const recallPeople = async (
  writer: Queryable,
  people: readonly PersonKey[],
): Promise<Map<string, Remembered>> => {
  if (people.length === 0) return new Map()
  const { rows } = await writer.query<PersonKey & Remembered>({
    name: 'detector_recall',
    text: `select tenant_id as "tenantId", user_id as "userId", position, sign_in as "signIn", devices, told_up_to as "toldUpTo"
           from last_sign_ins
           join unnest($1::uuid[], $2::uuid[]) as person(tenant_id, user_id) using (tenant_id, user_id)`,
    values: [people.map(({ tenantId }) => tenantId), people.map(({ userId }) => userId)],
  })
  return new Map(rows.map(({ tenantId, userId, ...remembered }) => [personKey({ tenantId, userId }), remembered]))
}

/** Runs in the transaction that moves the checkpoint. Keys are held. */
export const savePeople = async (
  connection: Queryable,
  changed: readonly (PersonKey & Remembered)[],
): Promise<void> => {
  if (changed.length === 0) return
  await connection.query({
    name: 'detector_save_people',
    text: `insert into last_sign_ins (tenant_id, user_id, position, sign_in, devices, told_up_to)
           select given.* from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::json[], $5::json[], $6::bigint[])
             as given (tenant_id, user_id, position, sign_in, devices, told_up_to)
           where not exists (select from forgotten_people f where f.tenant_id = given.tenant_id and f.user_id = given.user_id)
           on conflict (tenant_id, user_id) do update set position = excluded.position, sign_in = excluded.sign_in,
             devices = excluded.devices, told_up_to = excluded.told_up_to`,
    values: [
      changed.map(({ tenantId }) => tenantId),
      changed.map(({ userId }) => userId),
      changed.map(({ position }) => position),
      changed.map(({ signIn }) => (signIn === null ? null : JSON.stringify(signIn))),
      changed.map(({ devices }) => JSON.stringify(devices)),
      changed.map(({ toldUpTo }) => toldUpTo),
    ],
  })
}
