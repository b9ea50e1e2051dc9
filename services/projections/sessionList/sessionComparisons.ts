import { idleAfter } from '#events/filter/sessionValues.ts'
import {
  address,
  type Compiling,
  either,
  id,
  instant,
  number,
  personWith,
  text,
  texts,
  truth,
  words,
} from '../filter/comparisons.ts'
import type { Comparisons } from '../filter/compileFilter.ts'
import { anomalyOf } from './anomalyComparison.ts'

/** The session is active but was not used since this time. */
export const idleCondition = (lastActiveBefore: string): string =>
  `a.is_active and a.last_active_at <= ${lastActiveBefore}`

export const idleSince = (now: number): string => new Date(now - idleAfter).toISOString()

/** These keys are compared over `session_activity a`. */
export const keysOfActivity: ReadonlySet<string> = new Set(['idle', 'lastActive', 'expires'])

const idleAt = ({ parameters, now }: Compiling): string => idleCondition(parameters.bind(idleSince(now), 'timestamptz'))

/** How these keys, and `status:active`, are compared over `session_activity a` alone. */
export const activityComparisons: Comparisons = {
  status: () => 'a.is_active',
  idle: truth(idleAt),
  lastActive: instant('a.last_active_at'),
  expires: instant('a.lapses_at'),
}

/**
 * How each filter key is compared over `session_list s` and `session_activity a`. `tenant`: the placeholder of the tenant's
 * id.
 */
export const sessionComparisons = (tenant: string): Comparisons => ({
  any: words({
    email: 's.user_email',
    name: 's.user_name',
    app: 's.app',
    deviceType: 's.device_type',
    browser: 's.browser',
    os: 's.os',
    network: 's.network',
    country: 's.country',
    region: 's.region',
    city: 's.city',
  }),
  status: text('s.status'),
  // The status is said of both tables, so that either may be searched first.
  idle: truth((compiling) => `s.status = 'active' and ${idleAt(compiling)}`),
  user: text('s.user_email', 's.user_name'),
  userId: id('s.user_id'),
  client: text('s.app'),
  deviceType: text('s.device_type'),
  deviceId: text('s.device_id'),
  fingerprint: text('s.fingerprint'),
  browser: text('s.browser', 's.browser_family'),
  os: text('s.os', 's.os_family'),
  ip: address('s.ip'),
  network: text('s.network'),
  country: text('s.country'),
  region: text('s.region'),
  city: text('s.city'),
  started: instant('s.started_at'),
  lastActive: instant('a.last_active_at'),
  ended: instant('s.ended_at'),
  expires: instant('a.lapses_at'),
  cause: text('s.cause'),
  // Kinds and ids are plain ASCII, for which `lower` gives the same as folding.
  by: either(
    text('lower(s.ended_by_kind)', 'lower(s.ended_by_id)'),
    personWith({ id: 's.ended_by_id', is: 'p.user_id::text', tenantId: tenant }, text('p.user_name')),
  ),
  risk: number('s.risk'),
  anomaly: anomalyOf(tenant),
  method: texts('s.method_terms'),
  id: id('s.session_id'),
})
