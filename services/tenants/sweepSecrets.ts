import type { Directory } from '#services/ports/identity.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import type { Secret, SecretKind } from './secrets.ts'

type Row = Pick<Secret, 'tenantId' | 'id' | 'userId'>

/** Whether its owner's stream still names this secret. */
type IsNamed = (row: Row) => Promise<boolean>

/** What says, for secrets of each kind, whether they are still good for something. */
export type SweepRules = Readonly<Record<SecretKind, IsNamed>>

export const sweepRules = ({ person }: Pick<Directory, 'person'>): SweepRules => ({
  password: async ({ tenantId, userId, id }) => (await person(tenantId, userId))?.secretId === id,
})

const pageSize = 500
const nil = '00000000-0000-0000-0000-000000000000'

/** Old enough that the event which names it, written right after it, must be there. */
const settledRows = async (writer: Queryable, kind: string, after: Row | undefined): Promise<Row[]> => {
  const { rows } = await writer.query<Row>(
    `select tenant_id as "tenantId", id, user_id as "userId" from secrets
     where (tenant_id, id) > ($1::uuid, $2::uuid) and kind = $3 and created_at < now() - interval '1 hour'
     order by tenant_id, id limit $4`,
    [after?.tenantId ?? nil, after?.id ?? nil, kind, pageSize],
  )
  return rows
}

const remove = async (writer: Queryable, rows: readonly Row[]): Promise<number> => {
  const { rowCount } = await writer.query(
    `delete from secrets using unnest($1::uuid[], $2::uuid[]) gone (tenant_id, id)
     where secrets.tenant_id = gone.tenant_id and secrets.id = gone.id`,
    [rows.map((row) => row.tenantId), rows.map((row) => row.id)],
  )
  return rowCount ?? 0
}

const sweepKind = async (writer: Queryable, kind: string, isNamed: IsNamed): Promise<number> => {
  let swept = 0
  let rows = await settledRows(writer, kind, undefined)
  while (rows.length > 0) {
    const named = await Promise.all(rows.map(isNamed))
    const unnamed = rows.filter((_row, index) => named[index] === false)
    if (unnamed.length > 0) swept += await remove(writer, unnamed)
    rows = rows.length < pageSize ? [] : await settledRows(writer, kind, rows.at(-1))
  }
  return swept
}

/**
 * Removes secrets that their kind's rule finds nowhere named: replaced passwords, and those whose process died before the
 * event. A kind without a rule is another release's, and is left alone. Run it now and then; answers how many went.
 */
export const sweepSecrets = async (writer: Queryable, rules: SweepRules): Promise<number> => {
  let swept = 0
  for (const [kind, isNamed] of Object.entries(rules)) swept += await sweepKind(writer, kind, isNamed)
  return swept
}
