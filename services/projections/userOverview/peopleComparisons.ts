import { number, text, texts, truth } from '../filter/comparisons.ts'
import type { Comparisons } from '../filter/compileFilter.ts'

/** Keys of people over `user_overview u`. */
export const peopleComparisons: Comparisons = {
  user: text('u.user_email', 'u.user_name'),
  role: texts('u.roles'),
  status: text('u.status'),
  // Nobody can be held yet.
  held: truth(() => 'false'),
  sessions: number('u.live'),
  failures: number('u.failures'),
  country: texts('u.countries'),
  anomaly: texts('u.anomaly_terms'),
}
