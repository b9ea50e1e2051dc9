import { address, either, id, personWith, text, truth, words } from '../filter/comparisons.ts'
import type { Comparisons } from '../filter/compileFilter.ts'
import { timeOfLog } from './timeOfLog.ts'

/** How each filter key is compared over `session_log l`. `tenant`: the placeholder of the tenant's id. */
export const logComparisons = (tenant: string): Comparisons => {
  // With the tenant's own id, not that of the entry, people are looked for once and not for each entry.
  const ofEntry = { id: 'l.user_id', is: 'p.user_id', tenantId: tenant }
  const ofActor = { id: 'l.actor_id', is: 'p.user_id::text', tenantId: tenant }
  return {
    any: either(
      words({
        type: 'l.type',
        app: 'l.app',
        deviceType: 'l.device_type',
        browser: 'l.browser',
        os: 'l.os',
        network: 'l.network',
        country: 'l.country',
        region: 'l.region',
        city: 'l.city',
      }),
      personWith(ofEntry, words({ email: 'p.user_email', name: 'p.user_name' })),
    ),
    type: text('l.type'),
    at: timeOfLog(tenant),
    // Kinds and ids are plain ASCII, for which `lower` gives the same as folding.
    actor: either(text('lower(l.actor_kind)', 'lower(l.actor_id)'), personWith(ofActor, text('p.user_name'))),
    success: truth(() => 'l.success'),
    user: personWith(ofEntry, text('p.user_email', 'p.user_name')),
    userId: id('l.user_id'),
    session: id('l.session_id'),
    client: text('l.app'),
    deviceType: text('l.device_type'),
    deviceId: text('l.device_id'),
    fingerprint: text('l.fingerprint'),
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
}
