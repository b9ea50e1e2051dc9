import type { Directory } from '#services/ports/identity.ts'
import type { Queryable } from '#services/postgres/queryable.ts'

interface Row {
  tenantId: string
  id: string
  userId: string
}

const pageSize = 500

/** Old enough that the event which names it, written right after it, must be there. */
const settledRows = async (writer: Queryable, after: Row | null): Promise<Row[]> => {
  const { rows } = await writer.query<Row>(
    `select tenant_id as "tenantId", id, user_id as "userId" from secrets
     where (tenant_id, id) > ($1::uuid, $2::uuid) and created_at < now() - interval '1 hour'
     order by tenant_id, id limit $3`,
    [after?.tenantId ?? nil, after?.id ?? nil, pageSize],
  )
  return rows
}
const nil = '00000000-0000-0000-0000-000000000000'

const remove = async (writer: Queryable, rows: Row[]): Promise<number> => {
  const { rowCount } = await writer.query(
    `delete from secrets using unnest($1::uuid[], $2::uuid[]) gone (tenant_id, id)
     where secrets.tenant_id = gone.tenant_id and secrets.id = gone.id`,
    [rows.map((row) => row.tenantId), rows.map((row) => row.id)],
  )
  return rowCount ?? 0
}

/**
 * Removes secrets that are not their person's current one: replaced passwords, and those whose process died before the
 * event. Run it now and then; answers how many went.
 */
export const sweepSecrets = async (writer: Queryable, directory: Pick<Directory, 'person'>): Promise<number> => {
  let swept = 0
  let rows = await settledRows(writer, null)
  while (rows.length > 0) {
    const people = await Promise.all(rows.map(({ tenantId, userId }) => directory.person(tenantId, userId)))
    const unnamed = rows.filter((row, index) => people[index]?.secretId !== row.id)
    if (unnamed.length > 0) swept += await remove(writer, unnamed)
    rows = rows.length < pageSize ? [] : await settledRows(writer, rows.at(-1)!)
  }
  return swept
}
