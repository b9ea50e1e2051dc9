import { number, text, texts, truth, words } from '../filter/comparisons.ts'
import type { Comparisons } from '../filter/compileFilter.ts'

/** How each filter key is compared over `user_overview u`. */
export const peopleComparisons: Comparisons = {
  any: words({ email: 'u.user_email', name: 'u.user_name' }),
  user: text('u.user_email', 'u.user_name'),
  role: texts('u.roles'),
  status: text('u.status'),
  // No command can hold a person yet.
  held: truth(() => 'false'),
  sessions: number('u.live'),
  failures: number('u.failures'),
  country: texts('u.countries'),
  anomaly: texts('u.anomaly_terms'),
}
