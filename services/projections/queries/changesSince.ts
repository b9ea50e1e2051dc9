import type { Position } from '#events/envelope.ts'
import type { ChangesSince, TenantChange } from '#services/ports/changes.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { framedChanges } from '../framedChanges.ts'
import { coveredPosition } from './coveredPosition.ts'

interface Selected {
  covered: Position
  keptSince: Position
  /** Null: nothing changed. */
  change: TenantChange | null
}

const changed = framedChanges.map(({ member, column }) => `'${member}', c.${column}`).join(', ')

/** One statement reads one snapshot. `to_json` keeps numbers as numbers. */
const statement = `select covered.position as covered, kept.since as "keptSince",
    case when c.tenant_id is not null then json_build_object(
      'tenantId', c.tenant_id, 'from', c.after, 'to', c.upto, 'changed', json_build_object(${changed})) end as change
  from (select ${coveredPosition} as position) covered
  cross join changes_kept kept
  left join changes c on c.upto > $1 and c.tenant_id = any ($2::uuid[])
  order by c.upto`

/** Covers several tenants, so it runs on the writer's login. */
export const changesSince =
  (writer: Queryable): ChangesSince =>
  async ({ after, tenantIds }) => {
    const { rows } = await writer.query<Selected>(statement, [after, tenantIds])
    const { covered, keptSince } = rows[0]!
    return { covered, keptSince, changes: rows.flatMap(({ change }) => change ?? []) }
  }
