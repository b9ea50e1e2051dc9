import type { Names } from '#events/text/words.ts'
import { isId } from '../filter/ranges.ts'
import type { Snapshot } from '../queries/snapshot.ts'

/** The names of those ids that belong to people of the tenant; the address of somebody who has not come in yet. */
export const namesOfPeople = async (snapshot: Snapshot, tenantId: string, ids: Iterable<string>): Promise<Names> => {
  const wanted = [...new Set(ids)].filter(isId)
  if (wanted.length === 0) return () => null
  const { rows } = await snapshot.query<{ id: string; name: string }>(
    `select user_id as id, coalesce(nullif(name, ''), email) as name from user_overview
     where tenant_id = $1 and user_id = any ($2::uuid[]) and email <> ''`,
    [tenantId, wanted],
  )
  const names = new Map(rows.map(({ id, name }) => [id, name]))
  return (id) => names.get(id) ?? null
}
