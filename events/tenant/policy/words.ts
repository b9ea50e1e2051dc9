/** Closed lists of words of the policy. They stand apart from the schemas so that browsers load no validator. */

/** What happens to a sign-in that would be one session too many. The others end a session in its place. */
export const limitActions = ['refuse', 'end-oldest', 'end-least-recent'] as const
export type LimitAction = (typeof limitActions)[number]

/** What a session is bound to from its start. */
export const sessionBindings = ['network', 'country'] as const
export const bindings = ['none', ...sessionBindings] as const
export const brokenBindingActions = ['note', 'step-up', 'end'] as const

/** What an anomaly does by itself, from the mildest on. */
export const anomalyActions = ['note', 'step-up', 'end-session', 'end-all-and-hold'] as const
export type AnomalyAction = (typeof anomalyActions)[number]

/** What a person can enrol. `totp`: a code of an app (RFC 6238). `webauthn`: a passkey. */
export const secondFactorMethods = ['totp', 'webauthn'] as const
export type SecondFactorMethod = (typeof secondFactorMethods)[number]
