import type { FilterTerm } from '#events/filter/expression.ts'
import { type Comparison, type Compiling, instant } from '../filter/comparisons.ts'

/** Times may fall from one number to the next, where processes write whose clocks differ, but never by as much as this. */
const longestFall = `interval '1 hour'`

/** Without such an entry, `otherwise`. The default stands inside, because outside it no index would serve the comparison. */
const numberWhere = (condition: string, { order, otherwise }: { order: string; otherwise: number }): string =>
  `(select coalesce(min(near.number), ${otherwise})
    from (select n.number from session_log n where ${condition} order by ${order} limit 1) near)`

const afterTime = (time: string, tenant: string): string =>
  `l.number > ${numberWhere(`n.tenant_id = ${tenant} and n.at <= ${time} - ${longestFall}`, { order: 'n.at desc, n.number desc', otherwise: 0 })}`
const beforeTime = (time: string, tenant: string): string =>
  `l.number < ${numberWhere(`n.tenant_id = ${tenant} and n.at >= ${time} + ${longestFall}`, { order: 'n.at, n.number', otherwise: Number.MAX_SAFE_INTEGER })}`

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
