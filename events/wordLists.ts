/** Closed lists of words that filters and pages need as well; they stand apart from the schemas so that browsers load no validator. */

export const anomalyRules = [
  'refresh-token-reuse',
  'impossible-travel',
  'disowned-sign-in',
  'success-after-failures',
] as const

/**
 * Why less was done about an anomaly than the policy says. `late`: it was seen too late. `over`: the session had ended, or the
 * person is gone. `last-admin`: nobody else could let others in.
 */
export const answerWhys = ['late', 'over', 'last-admin', 'known-device'] as const
export type AnswerWhy = (typeof answerWhys)[number]

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

/** How exactly places are kept, from nothing on. */
export const placeDetails = ['off', 'country', 'city'] as const

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
  'policy',
  'binding',
  'factors',
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

/** What an operation ended: one session, a list, a filter, everything of a person, of one who was disabled or is held, of a way in that was blocked, of a removed application, of a suspended tenant or what a changed policy ends. */
export const operationKinds = [
  'session',
  'sessions',
  'filter',
  'user',
  'disable',
  'hold',
  'block',
  'application',
  'tenant',
  'policy',
] as const

/** What can be blocked for hours. */
export const blockKinds = ['address', 'network', 'country', 'device', 'application'] as const

/** Why an operation spares a session. your-own: the acting person's own, not chosen by itself. excepted: the request named it. */
export const sparedWhys = ['your-own', 'excepted'] as const

/** What a person is told of by mail, unless they have switched it off where it can be. */
export const noticeKinds = ['sign-in', 'password', 'factors', 'email', 'roles', 'forced-out', 'suspicious'] as const
export type NoticeKind = (typeof noticeKinds)[number]
/**
 * A changed address is told to the former one in any case: a thief who changes it reads all other mails from then on, the one that
 * tells of what was switched off among them.
 */
export const switchableNotices = noticeKinds.filter((kind) => kind !== 'email')

/** What a mail is for. `notices-off`: notices were switched off. */
export const mailKinds = ['invite', 'password-reset', 'email-confirmation', 'notices-off', ...noticeKinds] as const
export type MailKind = (typeof mailKinds)[number]

/** Whether a mail tells of what happened, and gives a way to say that it was not oneself. */
export const isNotice = (kind: MailKind): boolean => kind === 'notices-off' || noticeKinds.some((each) => each === kind)

/** What became of a mail. `dropped`: there was no more use for it. */
export const mailStates = ['waiting', 'sending', 'sent', 'failed', 'dropped'] as const
export type MailState = (typeof mailStates)[number]

/** Files of people that can be imported: exports of other systems, and tables that name their columns. */
export const personFormats = ['keycloak', 'auth0', 'clerk', 'csv', 'ndjson'] as const
export type PersonFormat = (typeof personFormats)[number]

/** What a column of an application's table of sessions can be. */
export const sessionFields = [
  'externalRef',
  'user',
  'email',
  'createdAt',
  'expiresAt',
  'lastActiveAt',
  'ip',
  'userAgent',
  'device',
  'active',
  'endedAt',
  'status',
] as const
export type SessionField = (typeof sessionFields)[number]

export const tableFormats = ['csv', 'ndjson'] as const
