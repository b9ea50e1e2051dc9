import type { EventNamed, Finding } from './rule.ts'
import { deviceText } from './signIn.ts'

/** The person who got a notice says that it was not them. A notice that is about no session gives nothing to look at. */
export const disownedSignIn = (event: EventNamed<'SignInDisowned'>): Finding[] => {
  const { sessionId, userId } = event.data
  if (sessionId === null) return []
  const { context } = event
  return [
    {
      rule: 'disowned-sign-in',
      ruleVersion: 1,
      severity: 100,
      userId,
      sessionIds: [sessionId],
      cause: event,
      evidence: {
        rule: 'disowned-sign-in',
        saidFrom: {
          ip: context?.ip ?? null,
          city: context?.place?.city ?? null,
          country: context?.place?.country ?? null,
          device: deviceText(context),
        },
      },
    },
  ]
}
