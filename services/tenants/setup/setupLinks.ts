import { systemTenantId } from '#events/streams.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { inTenant } from '#services/postgres/transaction.ts'

/** The only set-up link, stored as the SHA-256 of its token. */
export interface SetupLinks {
  /** Stores a new link. An earlier one is no longer valid. */
  replace(digest: Buffer, expiresAt: string): Promise<void>
  /** Stores a new link unless the stored one has not expired. False: that one stays. */
  replaceOutdated(digest: Buffer, expiresAt: string, now: string): Promise<boolean>
  isValid(digest: Buffer, now: string): Promise<boolean>
  /** Reserves the link for `seconds`. False: it is not valid, or somebody else has reserved it. */
  claim(digest: Buffer, now: string, seconds: number): Promise<boolean>
  /** Gives a claimed link back after a refusal. */
  release(digest: Buffer): Promise<void>
  remove(): Promise<void>
}

const replaceText = `insert into setup_links (tenant_id, digest, expires_at) values ($1, $2, $3)
  on conflict (tenant_id) do update
  set digest = excluded.digest, expires_at = excluded.expires_at, claimed_until = default`

export const postgresSetupLinks = (app: Pool): SetupLinks => {
  const run = (text: string, values: unknown[] = []): ReturnType<Queryable['query']> =>
    inTenant(app, systemTenantId, (connection) => connection.query(text, [systemTenantId, ...values]))
  return {
    replace: async (digest, expiresAt) => {
      await run(replaceText, [digest, expiresAt])
    },
    replaceOutdated: async (digest, expiresAt, now) => {
      const { rowCount } = await run(`${replaceText} where setup_links.expires_at <= $4`, [digest, expiresAt, now])
      return rowCount === 1
    },
    isValid: async (digest, now) => {
      const { rows } = await run('select 1 from setup_links where tenant_id = $1 and digest = $2 and expires_at > $3', [
        digest,
        now,
      ])
      return rows.length === 1
    },
    claim: async (digest, now, seconds) => {
      const { rowCount } = await run(
        `update setup_links set claimed_until = $3::timestamptz + make_interval(secs => $4)
         where tenant_id = $1 and digest = $2 and expires_at > $3 and claimed_until < $3`,
        [digest, now, seconds],
      )
      return rowCount === 1
    },
    release: async (digest) => {
      await run('update setup_links set claimed_until = default where tenant_id = $1 and digest = $2', [digest])
    },
    remove: async () => {
      await run('delete from setup_links where tenant_id = $1')
    },
  }
}
