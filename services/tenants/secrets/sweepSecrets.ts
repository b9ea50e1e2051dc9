import type { Directory } from '#services/ports/identity.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import type { ApiKeys } from '#services/tenants/apiKeys/apiKeyState.ts'
import type { SecondFactors } from '#services/ports/secondFactors.ts'
import type { Secret, SecretKind } from './secrets.ts'

type Row = Pick<Secret, 'tenantId' | 'id' | 'userId'>

/** Answers whether the owner's stream still names this secret. */
type IsNamed = (row: Row) => Promise<boolean>

/** For each kind of secret, the rule that says whether one is still needed. */
export type SweepRules = Readonly<Record<SecretKind, IsNamed>>

export interface SecretOwners extends Pick<Directory, 'person'> {
  keysOf: (tenantId: string) => Promise<ApiKeys>
  factorsOf: (person: { tenantId: string; userId: string }) => Promise<SecondFactors>
}

const isEnrolled =
  (factorsOf: SecretOwners['factorsOf']): IsNamed =>
  async ({ id, ...of }) =>
    (await factorsOf(of)).enrolled.some(({ secretId }) => secretId === id)

export const sweepRules = ({ person, keysOf, factorsOf }: SecretOwners): SweepRules => ({
  password: async ({ tenantId, userId, id }) => (await person(tenantId, userId))?.secretId === id,
  link: async ({ tenantId, userId, id }) => {
    const owner = await person(tenantId, userId)
    return owner?.link?.secretId === id || owner?.emailChange?.secretId === id
  },
  apiKey: async ({ tenantId, id }) =>
    [...(await keysOf(tenantId)).values()].some(({ secretId, revokedAt }) => secretId === id && revokedAt === null),
  totp: isEnrolled(factorsOf),
  webauthn: isEnrolled(factorsOf),
  recovery: async ({ id, ...of }) => (await factorsOf(of)).recovery?.secretId === id,
  trust: async ({ id, ...of }) => (await factorsOf(of)).trusted.some(({ trustId }) => trustId === id),
})

const pageSize = 500
const nil = '00000000-0000-0000-0000-000000000000'

/**
 * Reads secrets older than an hour. The event that names a secret is written right after it, so it must exist by then.
 */
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
 * Deletes secrets that no stream names any more: replaced passwords, and those whose process died before it wrote the
 * event. Leaves kinds without a rule alone, because another release made them. Run it now and then. Answers how many it
 * deleted.
 */
export const sweepSecrets = async (writer: Queryable, rules: SweepRules): Promise<number> => {
  let swept = 0
  for (const [kind, isNamed] of Object.entries(rules)) swept += await sweepKind(writer, kind, isNamed)
  return swept
}
