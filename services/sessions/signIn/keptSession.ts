import type { SessionLifetimes } from '#events/tenant/policy/lifetimesFor.ts'
import type { Client } from '#services/ports/identity.ts'

/**
 * How long a session may be idle that its person did not ask to keep. It lasts a day of work and is over on the next morning, also
 * in browsers that bring cookies back which should have ended with them. Seconds.
 */
export const unkeptIdleSeconds = 12 * 3_600

/**
 * The policy for a new session. One that the person keeps has all of it. Where nothing was said, a browser's session is not kept,
 * and an app's is: an app stores its token itself.
 */
export const policyWhen = (
  policy: SessionLifetimes,
  { remember, transport }: { remember: boolean | undefined; transport: Client['transport'] },
): SessionLifetimes =>
  (remember ?? transport === 'bearer')
    ? policy
    : { ...policy, idleSeconds: Math.min(policy.idleSeconds, unkeptIdleSeconds) }
