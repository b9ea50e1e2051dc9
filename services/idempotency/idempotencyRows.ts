import type { Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { inTenant } from '#services/postgres/transaction.ts'

/** Whose request it is: the same key means nothing to another tenant, actor or route. */
export interface RequestScope {
  tenantId: string
  actorId: string
  route: string
  key: string
}

export interface KeptRequest {
  bodyDigest: Buffer
  claimId: string
  /** Sealed; null while nobody has finished. */
  answer: Buffer | null
}

export interface TakenRequest extends KeptRequest {
  /** The caller holds the claim now. */
  taken: boolean
  /** Somebody held it before. */
  repeated: boolean
}

/** Whoever holds a claim and has not answered for this long is taken for dead. */
const leaseSeconds = 15
const keptHours = 24

const keyOf = ({ tenantId, actorId, route, key }: RequestScope) => [tenantId, actorId, route, key]
const byKey = 'tenant_id = $1 and actor_id = $2 and route = $3 and key = $4'

/**
 * Claims the request or reads what became of it. Null: somebody inserted the row after this statement's snapshot; ask again.
 */
const takeText = `
  with taken as (
    insert into idempotency_keys as kept
      (tenant_id, actor_id, route, key, body_digest, claim_id, claimed_until, expires_at)
    values ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => ${leaseSeconds}), now() + interval '${keptHours} hours')
    on conflict (tenant_id, actor_id, route, key) do update set claimed_until = excluded.claimed_until
      where kept.answer is null and kept.claimed_until <= now() and kept.body_digest = excluded.body_digest
    returning body_digest, claim_id, answer
  )
  select body_digest as "bodyDigest", claim_id as "claimId", answer, true as taken, claim_id <> $6 as repeated from taken
  union all
  select body_digest, claim_id, answer, false, true from idempotency_keys
  where ${byKey} and not exists (select from taken)`

export const takeRequest = (
  app: Pool,
  scope: RequestScope,
  { bodyDigest, claimId }: { bodyDigest: Buffer; claimId: string },
): Promise<TakenRequest | null> =>
  inTenant(app, scope.tenantId, async (connection) => {
    const { rows } = await connection.query<TakenRequest>(takeText, [...keyOf(scope), bodyDigest, claimId])
    return rows[0] ?? null
  })

const change = async (app: Pool, scope: RequestScope, set: string, values: unknown[]): Promise<void> => {
  await inTenant(app, scope.tenantId, (connection) =>
    connection.query(`update idempotency_keys set ${set} where ${byKey} and claim_id = $5`, [
      ...keyOf(scope),
      ...values,
    ]),
  )
}

export const keepAnswer = (app: Pool, scope: RequestScope, claimId: string, answer: Buffer): Promise<void> =>
  change(app, scope, 'answer = $6', [claimId, answer])

/** The next who comes with this key may try at once. */
export const releaseRequest = (app: Pool, scope: RequestScope, claimId: string): Promise<void> =>
  change(app, scope, 'claimed_until = now()', [claimId])

/** Forgets requests older than a day; to be run now and then by one who sees all tenants. */
export const purgeIdempotency = async (writer: Queryable): Promise<number> =>
  (await writer.query('delete from idempotency_keys where expires_at < now()')).rowCount ?? 0
