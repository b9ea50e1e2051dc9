import type { FilterTerm, FilterValue } from '#events/filter/expression.ts'
import { type Comparison, either, id, never, texts } from '../filter/comparisons.ts'
import { idsWithPrefix, isId } from '../filter/ranges.ts'

/** As many letters as pages show of an id. No rule is called like that. */
const shownLetters = 8
const isLikeId = (value: FilterValue): boolean =>
  (value.kind === 'text' && isId(value.text)) ||
  (value.kind === 'prefix' && value.text.length >= shownLetters && idsWithPrefix(value.text) !== null)

const terms = texts('s.anomaly_terms')

/** Narrows the comparison of those values to sessions that an index finds, because none serves arrays. */
const narrowed =
  (isAsked: (value: FilterValue) => boolean, among: Comparison): Comparison =>
  (term, compiling) => {
    const asked: FilterTerm = { ...term, values: term.values.filter(isAsked) }
    return asked.values.length === 0 ? never : `(${among(asked, compiling)} and ${terms(asked, compiling)})`
  }

/** Compares the ids and rules of a session's anomalies. `tenant`: the placeholder of the tenant's id. */
export const anomalyOf = (tenant: string): Comparison => {
  const named = id('x.anomaly_id')
  return either(
    narrowed(
      isLikeId,
      (term, compiling) =>
        `s.session_id = any (array(select unnest(x.session_ids) from anomaly_list x
           where x.tenant_id = ${tenant} and ${named(term, compiling)}))`,
    ),
    narrowed(
      (value) => !isLikeId(value),
      () => 's.risk > 0',
    ),
  )
}
