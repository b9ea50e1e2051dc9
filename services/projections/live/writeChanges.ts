import type { Position } from '#events/envelope.ts'
import type { Changed, ChangedKey } from '#services/ports/changes.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import type { FoldedBatch } from '../fold/foldBatch.ts'
import { arrayParameter } from '#services/postgres/binary/arrayParameter.ts'
import { uuid } from '#services/postgres/binary/wireTypes.ts'
import { framedChanges } from '../framedChanges.ts'

/** Wakes whoever makes frames. The notice has no content, so a lost one costs only time. */
export const changesChannel = 'views_changed'

export const tellChanged = async (database: Queryable): Promise<void> => {
  await database.query('select pg_notify($1, $2)', [changesChannel, ''])
}

/**
 * What a batch changed, by tenant. Every tenant with an event in the batch is among them, because the log has a line
 * for it.
 */
export const changesOf = ({ folds }: Pick<FoldedBatch, 'folds'>): Map<string, Changed> => {
  const byTenant = new Map<string, Partial<Record<keyof Changed, ChangedKey[]>>>()
  for (const { view, fold } of folds) {
    const member = view.frame?.member
    if (member === undefined || fold.changed === undefined) continue
    for (const { tenantId, key } of fold.changed()) {
      const changed = byTenant.get(tenantId) ?? {}
      byTenant.set(tenantId, changed)
      ;(changed[member] ??= []).push(key)
    }
  }
  return byTenant
}

const columns = framedChanges.map(({ column }) => column).join(', ')
const casts = framedChanges.map(({ column, type }) => `${column}::${type}`).join(', ')
const arrays = framedChanges.map((_, index) => `$${index + 5}::text[]`).join(', ')
const statement = `with written as (
    insert into changes (tenant_id, after, upto, written_at, ${columns})
    select tenant_id, $1, $2, $3, ${casts} from unnest($4::uuid[], ${arrays}) as given(tenant_id, ${columns})
  )
  select pg_notify('${changesChannel}', '')`

/** Ids, numbers and instants need no quoting in an array's text. */
const literal = (values: readonly ChangedKey[]): string => `{${values.join(',')}}`

export interface ReadStretch {
  /** Exclusive. */
  after: Position
  upto: Position
}

/** Records what changed, in the transaction that changes it. `writtenAt`: ISO 8601. */
export const writeChanges = async (
  database: Queryable,
  { after, upto }: ReadStretch,
  changes: ReadonlyMap<string, Changed>,
  writtenAt: string,
): Promise<void> => {
  const each = [...changes.values()]
  const named = framedChanges.map(({ member }) => each.map((changed) => literal(changed[member] ?? [])))
  const values = [after, upto, writtenAt, arrayParameter(uuid, [...changes.keys()]), ...named]
  await database.query({ name: 'write-changes', text: statement, values })
}
