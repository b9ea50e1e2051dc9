import { idleAfter } from '#events/filter/sessionValues.ts'
import { address, either, id, instant, number, personWith, text, texts, truth, words } from '../filter/comparisons.ts'
import type { Comparisons } from '../filter/compileFilter.ts'

/** The session is active but was not used since this time. */
export const idleCondition = (lastActiveBefore: string): string =>
  `s.status = 'active' and s.last_active_at <= ${lastActiveBefore}`

export const idleSince = (now: number): string => new Date(now - idleAfter).toISOString()

/** How each filter key is compared over `session_list s`. */
export const sessionComparisons: Comparisons = {
  any: words(
    's.user_email',
    's.user_name',
    's.app',
    's.device_type',
    's.browser',
    's.os',
    's.network',
    's.country',
    's.region',
    's.city',
  ),
  status: text('s.status'),
  idle: truth(({ parameters, now }) => idleCondition(parameters.bind(idleSince(now), 'timestamptz'))),
  user: text('s.user_email', 's.user_name'),
  userId: id('s.user_id'),
  client: text('s.app'),
  deviceType: text('s.device_type'),
  deviceId: text('s.device_id'),
  browser: text('s.browser', 's.browser_family'),
  os: text('s.os', 's.os_family'),
  ip: address('s.ip'),
  network: text('s.network'),
  country: text('s.country'),
  region: text('s.region'),
  city: text('s.city'),
  started: instant('s.started_at'),
  lastActive: instant('s.last_active_at'),
  ended: instant('s.ended_at'),
  expires: instant('s.lapses_at'),
  cause: text('s.cause'),
  // Kinds and ids are plain ASCII, for which `lower` gives the same as folding.
  by: either(
    text('lower(s.ended_by_kind)', 'lower(s.ended_by_id)'),
    personWith({ id: 's.ended_by_id', is: 'p.user_id::text', tenantId: 's.tenant_id' }, text('p.user_name')),
  ),
  risk: number('s.risk'),
  anomaly: texts('s.anomaly_terms'),
  method: texts('s.method_terms'),
  id: id('s.session_id'),
}
