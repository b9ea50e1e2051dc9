import type { EventNamed, Finding } from './rule.ts'
import { deviceText } from './signIn.ts'

/**
 * A refresh token was used after it had been exchanged: two parties hold it, and one of them stole it (RFC 9700
 * 4.14.2). The session has already ended; the finding says where the second use came from.
 */
export const refreshTokenReuse = (event: EventNamed<'RefreshTokenReused'>): Finding => {
  const { sessionId, userId, presentedGeneration, currentGeneration } = event.data
  const { context } = event
  return {
    rule: 'refresh-token-reuse',
    ruleVersion: 1,
    severity: 100,
    userId,
    sessionIds: [sessionId],
    cause: event,
    evidence: {
      rule: 'refresh-token-reuse',
      presentedGeneration,
      currentGeneration,
      usedFrom: {
        ip: context?.ip ?? null,
        city: context?.place?.city ?? null,
        country: context?.place?.country ?? null,
        device: deviceText(context),
      },
    },
  }
}
