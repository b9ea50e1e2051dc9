import type { Position } from '#events/envelope.ts'
import type { NoticeKind } from '#events/wordLists.ts'
import type { Queryable } from '#services/postgres/queryable.ts'

export interface PersonKey {
  tenantId: string
  userId: string
}
export const personKey = ({ tenantId, userId }: PersonKey): string => `${tenantId}+${userId}`

/** What has to be remembered of a person to tell what is new for them. No names, no addresses: devices are keyed digests. */
export interface PersonMemory {
  position: Position
  signIns: number
  /** The last used comes last. */
  devices: readonly string[]
  countries: readonly string[]
  hasPassword: boolean
  hasRoles: boolean
  off: readonly NoticeKind[]
  /** The person has said that a sign-in was not theirs, and has not chosen a new password since. */
  isDisowned: boolean
}

export const stranger: PersonMemory = {
  position: 0,
  signIns: 0,
  devices: [],
  countries: [],
  hasPassword: false,
  hasRoles: false,
  off: [],
  isDisowned: false,
}

export type Memories = Map<string, PersonMemory>

export const recallPeople = async (writer: Queryable, people: readonly PersonKey[]): Promise<Memories> => {
  if (people.length === 0) return new Map()
  const { rows } = await writer.query<PersonKey & { memory: PersonMemory }>({
    name: 'notifier-recall',
    text: `select tenant_id as "tenantId", user_id as "userId", memory from notice_memory
           join unnest($1::uuid[], $2::uuid[]) as person(tenant_id, user_id) using (tenant_id, user_id)`,
    values: [people.map(({ tenantId }) => tenantId), people.map(({ userId }) => userId)],
  })
  return new Map(rows.map((row) => [personKey(row), row.memory]))
}

/** Until the transaction ends no key is destroyed: a memory that is saved meanwhile would stay behind. */
export const savePeople = async (
  connection: Queryable,
  changed: readonly (PersonKey & { memory: PersonMemory })[],
): Promise<void> => {
  if (changed.length === 0) return
  await connection.query('select from forgettings for share')
  await connection.query({
    name: 'notifier-save',
    text: `insert into notice_memory (tenant_id, user_id, memory)
           select given.* from unnest($1::uuid[], $2::uuid[], $3::json[]) as given (tenant_id, user_id, memory)
           where not exists (select from forgotten_people f where f.tenant_id = given.tenant_id and f.user_id = given.user_id)
           on conflict (tenant_id, user_id) do update set memory = excluded.memory`,
    values: [
      changed.map(({ tenantId }) => tenantId),
      changed.map(({ userId }) => userId),
      changed.map(({ memory }) => JSON.stringify(memory)),
    ],
  })
}

export const forgetPeople = async (connection: Queryable): Promise<void> => {
  await connection.query('delete from notice_memory')
}
