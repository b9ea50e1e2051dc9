import type { FilterExpression, FilterTerm } from '#events/filter/expression.ts'
import { family, fold } from '#events/filter/fold.ts'
import type { Facet } from './distributionDeltas.ts'
import type { Snapshot } from '../queries/snapshot.ts'

/** Describes a filter whose number of sessions can be read from the counters of `live_distribution`. */
export interface Facets {
  facet: Facet
  values: string[]
  /** Count only active sessions. */
  active: boolean
}

const counted: Readonly<Record<string, Facet>> = {
  status: 'status',
  deviceType: 'deviceType',
  browser: 'browser',
  os: 'os',
  country: 'country',
  client: 'client',
}
/** The counters have these without their version. */
const families: ReadonlySet<string> = new Set(['browser', 'os'])

const everySession: Facets = { facet: 'all', values: [''], active: false }

/** A session has at most one value of a facet, so the numbers of several values may be added. */
const facetsOf = ({ key, values }: FilterTerm): Facets | null => {
  const facet = counted[key]
  const texts = values.flatMap((value) => (value.kind === 'text' ? [value.text] : []))
  if (facet === undefined || texts.length < values.length) return null
  if (families.has(key) && texts.some((text) => family(text) !== text)) return null
  // Counters are compared in folded form.
  return { facet, values: [...new Set(texts.map(fold))], active: false }
}

export const isStatusActive = (expression: FilterExpression): boolean =>
  expression.kind === 'term' &&
  expression.key === 'status' &&
  expression.values.every((value) => value.kind === 'text' && value.text === 'active')

/**
 * The counters that answer a filter: for no condition, for values of one facet, or for `status:active` with values of
 * another facet; else null.
 */
export const countersFor = (expression: FilterExpression): Facets | null => {
  if (expression.kind === 'everything') return everySession
  if (expression.kind === 'term') return facetsOf(expression)
  if (expression.kind !== 'and' || expression.terms.length !== 2) return null
  const other = expression.terms.find((term) => !isStatusActive(term))
  if (other === undefined) return { ...everySession, active: true }
  if (other.kind !== 'term' || other.key === 'status' || !expression.terms.some(isStatusActive)) return null
  const facets = facetsOf(other)
  return facets === null ? null : { ...facets, active: true }
}

/** Answers an exact total: counters change in the same transaction as the rows. */
export const facetTotal = async (
  snapshot: Snapshot,
  tenantId: string,
  { facet, values, active }: Facets,
): Promise<number> => {
  const { rows } = await snapshot.query<{ total: number }>(
    `select coalesce(sum(${active ? 'active' : 'sessions'}), 0)::bigint as total from live_distribution
     where tenant_id = $1 and facet = $2 and folded = any ($3::text[])`,
    [tenantId, facet, values],
  )
  return rows[0]!.total
}
