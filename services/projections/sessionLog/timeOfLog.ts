import type { FilterTerm } from '#events/filter/expression.ts'
import { type Comparison, type Compiling, instant } from '../filter/comparisons.ts'

/** Times may fall from one number to the next, where processes write whose clocks differ, but never by as much as this. */
const longestFall = `interval '1 hour'`

/**
 * The numbers on both sides of a time, found by halving: every entry looked at up to `low` is before it, the one at `high` is not.
 * No index holds the times, because each event would have to be written to it.
 */
const around = (time: string, tenant: string, side: 'low' | 'high'): string =>
  `(with recursive halving (low, high) as (
      select coalesce(min(n.number), 1) - 1, coalesce(max(n.number), 0) + 1 from session_log n where n.tenant_id = ${tenant}
      union all
      select case when near.at < ${time} then near.number else low end, case when near.at < ${time} then high else middle end
      from halving
      cross join lateral (values ((low + high) / 2)) halfway (middle)
      left join lateral (
        select n.number, n.at from session_log n where n.tenant_id = ${tenant} and n.number >= middle and n.number < high
        order by n.number limit 1
      ) near on true
      where high - low > 1
    ) select ${side} from halving order by high - low limit 1)`

/** SQL for the number of a tenant's last entry before a time. */
export const lastNumberBefore = (time: string, tenant: string): string => around(time, tenant, 'low')

const afterTime = (time: string, tenant: string): string =>
  `l.number > ${lastNumberBefore(`${time} - ${longestFall}`, tenant)}`
const beforeTime = (time: string, tenant: string): string =>
  `l.number < ${around(`${time} + ${longestFall}`, tenant, 'high')}`

/** SQL that holds for every entry that the term finds, and that an index by number serves. */
const numbersOf = (term: FilterTerm, tenant: string, { parameters }: Compiling): string => {
  const [value] = term.values
  if (value?.kind !== 'instant') return 'true'
  const time = parameters.bind(value.instant, 'timestamptz')
  switch (term.operator) {
    case '<':
    case '<=':
      return beforeTime(time, tenant)
    case '>':
    case '>=':
      return afterTime(time, tenant)
    case ':':
      return `${afterTime(time, tenant)} and ${beforeTime(time, tenant)}`
  }
}

/** Compares the time of an entry. The log is read by number: it is entered near the time instead of being walked to it. */
export const timeOfLog =
  (tenant: string): Comparison =>
  (term, compiling) =>
    `(${instant('l.at')(term, compiling)} and ${numbersOf(term, tenant, compiling)})`
