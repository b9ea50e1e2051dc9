import type { Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { inTenant } from '#services/postgres/transaction.ts'

/** A key counts only for one tenant, actor and route. The same key of another one is another request. */
export interface RequestScope {
  tenantId: string
  actorId: string
  route: string
  key: string
}

export interface KeptRequest {
  bodyDigest: Buffer
  claimId: string
  /** Sealed. Null until a holder of the claim has finished. */
  answer: Buffer | null
}

export interface TakenRequest extends KeptRequest {
  /** This call got the claim. */
  taken: boolean
  /** Another call held the claim before. */
  repeated: boolean
}

/** A holder that has not answered for this long counts as dead, and the next repeat takes the claim. */
const leaseSeconds = 15
const keptHours = 24

const keyOf = ({ tenantId, actorId, route, key }: RequestScope) => [tenantId, actorId, route, key]
const byKey = 'tenant_id = $1 and actor_id = $2 and route = $3 and key = $4'

/**
 * Claims the request, or reads the row of whoever holds it. No row: another process inserted it after this statement's
 * snapshot, so the caller asks again.
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

/** Gives the claim up, so that the next request with this key may be carried out at once. */
export const releaseRequest = (app: Pool, scope: RequestScope, claimId: string): Promise<void> =>
  change(app, scope, 'claimed_until = now()', [claimId])

/**
 * Deletes requests older than a day. Run it now and then on a login that sees all tenants. Answers how many it deleted.
 */
export const purgeIdempotency = async (writer: Queryable): Promise<number> =>
  (await writer.query('delete from idempotency_keys where expires_at < now()')).rowCount ?? 0
