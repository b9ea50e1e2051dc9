import type { SessionLifetimes } from './lifetimesFor.ts'

/**
 * How long a session may be idle that its person did not ask to keep. It lasts a day of work and is over on the next morning, also
 * in browsers that bring cookies back which should have ended with them. Seconds.
 */
const unkeptIdleSeconds = 12 * 3_600

/**
 * The policy for a new session. One that the person keeps has all of it. Where nothing was said, a browser's session is not kept,
 * and an app's is: an app stores its token itself.
 */
export const policyWhen = <Lasting extends Pick<SessionLifetimes, 'idleSeconds'>>(
  policy: Lasting,
  { remember, transport }: { remember?: boolean | undefined; transport: 'bearer' | 'cookie' },
): Lasting =>
  (remember ?? transport === 'bearer')
    ? policy
    : { ...policy, idleSeconds: Math.min(policy.idleSeconds, unkeptIdleSeconds) }
