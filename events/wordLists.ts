/** Closed lists of words that filters and pages need as well; they stand apart from the schemas so that browsers load no validator. */

export const anomalyRules = ['refresh-token-reuse', 'impossible-travel'] as const

/** `app`: an HTTP stack of applications on phones. `unknown`: the request had no user agent. `other`: the agent tells no kind. */
export const deviceTypes = [
  'desktop',
  'mobile',
  'tablet',
  'app',
  'terminal',
  'tv',
  'robot',
  'other',
  'unknown',
] as const

export const revocationCauses = [
  'user',
  'admin',
  'operation',
  'limit',
  'reuse',
  'anomaly',
  'credential',
  'disabled',
  'hold',
  'block',
  'restore',
  'suspended',
] as const

/** Who or what ended a session as its person's own. `replaced`: a new sign-in in the same browser. */
export const logoutBys = ['person', 'inactivity', 'client', 'replaced'] as const

export const roles = ['member', 'analyst', 'admin', 'auditor', 'operator'] as const

/** `withdrawn`: the person was invited and never came in. */
export const personStatuses = ['active', 'invited', 'disabled', 'withdrawn'] as const
export type PersonStatus = (typeof personStatuses)[number]

export const sessionStatuses = ['active', 'loggedOut', 'expired', 'revoked'] as const

/**
 * What an API key can be made for. `read`: lists, log and figures. `guard`: an application's guard, told at once who is signed out.
 * `sessions`: an application that signs people in itself.
 */
export const apiKeyScopes = ['read', 'guard', 'sessions'] as const

/** What an operation ended: one session, a list, a filter, everything of a person, of one who was disabled, of a removed application or of a suspended tenant. */
export const operationKinds = ['session', 'sessions', 'filter', 'user', 'disable', 'application', 'tenant'] as const

/** Why an operation spares a session. your-own: the acting person's own, not chosen by itself. excepted: the request named it. */
export const sparedWhys = ['your-own', 'excepted'] as const
