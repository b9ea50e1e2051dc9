import { isId } from '../filter/ranges.ts'
import type { Snapshot } from '../queries/snapshot.ts'

/** What somebody is called. The name is empty until they have come in. */
export interface Called {
  email: string
  name: string
}

/** What those of the ids are called that belong to people of the tenant; null: nobody. */
export const calledPeople = async (
  snapshot: Snapshot,
  tenantId: string,
  ids: Iterable<string>,
): Promise<(userId: string) => Called | null> => {
  const wanted = [...new Set(ids)].filter(isId)
  if (wanted.length === 0) return () => null
  const { rows } = await snapshot.query<Called & { id: string }>(
    `select user_id as id, name, email from user_overview
     where tenant_id = $1 and user_id = any ($2::uuid[]) and email <> ''`,
    [tenantId, wanted],
  )
  const called = new Map(rows.map(({ id, email, name }) => [id, { email, name }]))
  return (id) => called.get(id) ?? null
}
