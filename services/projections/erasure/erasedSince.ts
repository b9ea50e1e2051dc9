import type { ErasedSince } from '#services/ports/changes.ts'
import type { Queryable } from '#services/postgres/queryable.ts'

/** Covers several tenants, so it runs on the writer's login. */
export const erasedSince =
  (writer: Queryable): ErasedSince =>
  async (erasure) => {
    const { rows } = await writer.query<Awaited<ReturnType<ErasedSince>>>({
      name: 'erased-since',
      text: `select (select coalesce(max(erasure), 0) from forgotten_people) as erasure,
               array(select distinct tenant_id::text from forgotten_people where erasure > $1) as "tenantIds"`,
      values: [erasure],
    })
    return rows[0]!
  }
