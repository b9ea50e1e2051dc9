import { number, text, texts, truth, words } from '../filter/comparisons.ts'
import type { Comparisons } from '../filter/compileFilter.ts'

/** How each filter key is compared over `user_overview u`. */
export const peopleComparisons: Comparisons = {
  any: words({ email: 'u.user_email', name: 'u.user_name' }),
  user: text('u.user_email', 'u.user_name'),
  role: texts('u.roles'),
  status: text('u.status'),
  held: truth(({ parameters, now }) => {
    const at = parameters.bind(new Date(now).toISOString(), 'timestamptz')
    return `coalesce(u.held_until > ${at}, false)`
  }),
  sessions: number('u.live'),
  failures: number('u.failures'),
  country: texts('u.countries'),
  anomaly: texts('u.anomaly_terms'),
}
