import type { Queryable } from '#services/postgres/queryable.ts'

/** A person whose key is gone. */
export interface ForgottenPerson {
  tenantId: string
  userId: string
}

const person = 'tenant_id as "tenantId", user_id as "userId"'

/**
 * How often people were forgotten until now. Whoever has opened events at another number may know keys that are gone,
 * and must forget them before it writes what it opened.
 */
export const readForgettings = async (database: Queryable): Promise<number> => {
  const { rows } = await database.query<{ number: number }>({
    name: 'read-forgettings',
    text: 'select number from forgettings',
    values: [],
  })
  return rows[0]!.number
}

/** Answers one of those whom the live views do not show as erased yet; null: there is none. */
export const nextForgotten = async (database: Queryable): Promise<ForgottenPerson | null> => {
  const { rows } = await database.query<ForgottenPerson>(
    `select ${person} from forgotten_people where erased_at is null order by number limit 1`,
  )
  return rows[0] ?? null
}

export const forgottenSince = async (database: Queryable, number: number): Promise<ForgottenPerson[]> => {
  const { rows } = await database.query<ForgottenPerson>(
    `select ${person} from forgotten_people where number > $1 order by number`,
    [number],
  )
  return rows
}

/** The caller holds the checkpoints, so erasures become visible in the order of their numbers. */
export const markErased = async (database: Queryable, { tenantId, userId }: ForgottenPerson): Promise<void> => {
  await database.query(
    `update forgotten_people
     set erased_at = now(), erasure = (select coalesce(max(erasure), 0) + 1 from forgotten_people)
     where tenant_id = $1 and user_id = $2`,
    [tenantId, userId],
  )
}

/** Has everybody who was forgotten since that number erased again: the tables were made of what could be read before. */
export const eraseAgainSince = async (database: Queryable, number: number): Promise<void> => {
  await database.query('update forgotten_people set erased_at = null where number > $1', [number])
}
