import { address, either, id, instant, personWith, text, truth } from '../filter/comparisons.ts'
import type { Comparisons } from '../filter/compileFilter.ts'

/** Keys of the log over `session_log l`. */
export const logComparisons: Comparisons = {
  type: text('l.type'),
  at: instant('l.at'),
  // Kinds and ids are plain ASCII, for which `lower` does what folding does.
  actor: either(
    text('lower(l.actor_kind)', 'lower(l.actor_id)'),
    personWith({ id: 'l.actor_id', is: 'p.user_id::text', tenantId: 'l.tenant_id' }, 'user_name'),
  ),
  success: truth(() => 'l.success'),
  user: personWith({ id: 'l.user_id', is: 'p.user_id', tenantId: 'l.tenant_id' }, 'user_email', 'user_name'),
  userId: id('l.user_id'),
  session: id('l.session_id'),
  client: text('l.app'),
  deviceType: text('l.device_type'),
  deviceId: text('l.device_id'),
  browser: text('l.browser', 'l.browser_family'),
  os: text('l.os', 'l.os_family'),
  ip: address('l.ip'),
  network: text('l.network'),
  country: text('l.country'),
  region: text('l.region'),
  city: text('l.city'),
  cause: text('l.cause'),
  correlation: text('l.correlation'),
  id: id('l.event_id'),
}
