import type { FilterExpression, FilterTerm } from '#events/filter/expression.ts'
import { family, fold } from '#events/filter/fold.ts'
import type { Facet } from './distributionDeltas.ts'
import type { Snapshot } from '../queries/snapshot.ts'

/** Describes a filter whose number of sessions can be read from the counters of `live_distribution`. */
export interface Facets {
  facet: Facet
  values: string[]
  of: 'all' | 'active' | 'ended'
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

export const everySession: Facets = { facet: 'all', values: [''], of: 'all' }

/** A session has at most one value of a facet, so the numbers of several values may be added. */
const facetsOf = ({ key, values }: FilterTerm): Facets | null => {
  const facet = counted[key]
  const texts = values.flatMap((value) => (value.kind === 'text' ? [value.text] : []))
  if (facet === undefined || texts.length < values.length) return null
  if (families.has(key) && texts.some((text) => family(text) !== text)) return null
  // Counters are compared in folded form.
  return { facet, values: [...new Set(texts.map(fold))], of: 'all' }
}

export const isStatusActive = (expression: FilterExpression): boolean =>
  expression.kind === 'term' &&
  expression.key === 'status' &&
  expression.values.every((value) => value.kind === 'text' && value.text === 'active')

/** Whether a term asks for active sessions only, or for ended ones only. */
const standingOf = (term: FilterExpression): 'active' | 'ended' | null => {
  if (isStatusActive(term)) return 'active'
  return term.kind === 'not' && isStatusActive(term.term) ? 'ended' : null
}

const countersForBoth = ([one, other]: readonly FilterExpression[]): Facets | null => {
  const of = standingOf(one!)
  if (of === null || other?.kind !== 'term' || other.key === 'status') return null
  const facets = facetsOf(other)
  return facets === null ? null : { ...facets, of }
}

/**
 * The counters that answer a filter: for no condition, for values of one facet, for active or for ended sessions, and
 * for those with values of another facet; else null.
 */
export const countersFor = (expression: FilterExpression): Facets | null => {
  if (expression.kind === 'everything') return everySession
  const of = standingOf(expression)
  if (of !== null) return { ...everySession, of }
  if (expression.kind === 'term') return facetsOf(expression)
  if (expression.kind !== 'and' || expression.terms.length !== 2) return null
  return countersForBoth(expression.terms) ?? countersForBoth(expression.terms.toReversed())
}

const numbers = { all: 'sessions', active: 'active', ended: 'sessions - active' }

/** Answers an exact total: counters change in the same transaction as the rows. */
export const facetTotal = async (
  snapshot: Snapshot,
  tenantId: string,
  { facet, values, of }: Facets,
): Promise<number> => {
  const { rows } = await snapshot.query<{ total: number }>(
    `select coalesce(sum(${numbers[of]}), 0)::bigint as total from live_distribution
     where tenant_id = $1 and facet = $2 and folded = any ($3::text[])`,
    [tenantId, facet, values],
  )
  return rows[0]!.total
}
