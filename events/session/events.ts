import { z } from 'zod'
import { defineEvent, type EventOf } from '../domainEvent.ts'
import { because, idSchema, instantSchema } from '../freeText.ts'
import { erased, hidden, personal, personalOr } from '../personal.ts'
import { brokenBindingActions, sessionBindings } from '../tenant/policy/words.ts'
import { logoutBys, revocationCauses } from '../wordLists.ts'

/** Every session event names session and user, so that each can be sealed, filtered and shown alone. */
const ids = { sessionId: idSchema, userId: idSchema }
const ofUser = (data: { userId: string }) => data.userId

export type RevocationCause = (typeof revocationCauses)[number]
export const transports = ['bearer', 'cookie'] as const

/** When each of `methods` was proved, in their order. Absent: all at `authTime`. */
const provedAt = z.array(instantSchema).max(5).optional()

export const sessionStarted = defineEvent(
  'SessionStarted',
  2,
  z.strictObject({
    ...ids,
    /** E-mail and name as they were at sign-in. */
    user: personalOr(z.strictObject({ email: z.string().max(320), name: z.string().max(200) }), {
      email: erased,
      name: erased,
    }),
    clientId: z.string().max(100),
    transport: z.enum(transports),
    /** RFC 8176 authentication methods, e.g. `pwd`. */
    methods: z.array(z.string().max(20)).min(1).max(5),
    authTime: instantSchema,
    provedAt,
    /** When the person signed in, where an application told of it afterwards. Absent: with this event. */
    startedAt: instantSchema.optional(),
    /** Taken over from a table of the application's own, with what that says of the time before this event. */
    takenOver: z.strictObject({ lastActiveAt: instantSchema }).optional(),
    remembered: z.boolean(),
    idleSeconds: z.int().positive(),
    /** Null: until signed out. */
    absoluteSeconds: z.int().positive().nullable(),
    /** Per-session salt (base64url) and id of the key that authenticate refresh tokens. */
    salt: hidden(z.string().max(64)),
    keyId: hidden(z.string().max(64)),
  }),
  ofUser,
)

/** The tenant's rules changed, and the session ends earlier by them than it would have. It counts from the same start and activity. */
export const sessionShortened = defineEvent(
  'SessionShortened',
  1,
  z.strictObject({
    ...ids,
    idleSeconds: z.int().positive(),
    /** Null: until signed out, as before. */
    absoluteSeconds: z.int().positive().nullable(),
    policyVersion: z.int().positive(),
  }),
  ofUser,
)

/**
 * The person proved again to be themselves, in a session that goes on. `methods` are those of this proof alone (RFC 8176 names and
 * ours, as in SessionStarted).
 */
export const sessionReauthenticated = defineEvent(
  'SessionReauthenticated',
  1,
  z.strictObject({ ...ids, methods: z.array(z.string().max(20)).min(1).max(5), authTime: instantSchema, provedAt }),
  ofUser,
)

/** The person gave the device a name of their own. Null: it goes by browser and system. */
export const deviceNamed = defineEvent(
  'DeviceNamed',
  1,
  z.strictObject({ ...ids, name: personal(z.string().min(1).max(200).nullable()) }),
  ofUser,
)

export const sessionRefreshed = defineEvent(
  'SessionRefreshed',
  1,
  z.strictObject({
    ...ids,
    /** The refresh token's new generation; the first token of a session is generation 0. */
    generation: z.int().positive(),
    keyId: hidden(z.string().max(64)),
    /** HMAC of the client's `attempt`, or null. */
    attempt: hidden(z.string().max(64).nullable()),
    /** A timer refreshed, not a person, so the session's idle time goes on. Absent: a person was there. */
    active: z.literal(false).optional(),
  }),
  ofUser,
)

/**
 * `other-device`: the parent token came within the grace, but not from the browser and system that had used it. `country`, `network`,
 * `range`: the tenant's rules let nobody in from there.
 */
export const refreshRefusedCauses = [
  'session-ended',
  'not-allowed',
  'blocked',
  'client-mismatch',
  'other-device',
  'country',
  'network',
  'range',
] as const
export const refreshRefused = defineEvent(
  'RefreshRefused',
  1,
  z.strictObject({ ...ids, cause: z.enum(refreshRefusedCauses) }),
  ofUser,
)

/** Whoever holds the session could not prove to be its person. Written once per session, cause and minute; the session goes on. */
export const reauthenticationRefused = defineEvent(
  'ReauthenticationRefused',
  1,
  z.strictObject({ ...ids, cause: z.enum(['wrong-password', 'second-factor-wrong']) }),
  ofUser,
)

export const sessionActivityRecorded = defineEvent(
  'SessionActivityRecorded',
  1,
  z.strictObject({ ...ids, activeAt: instantSchema }),
  ofUser,
)

/** Address, place, network or device differ from the last known; the new ones are in the event's context. */
export const sessionContextChanged = defineEvent(
  'SessionContextChanged',
  1,
  z.strictObject({
    ...ids,
    changed: z.array(z.enum(['ip', 'network', 'place', 'device'])).min(1),
  }),
  ofUser,
)

/**
 * The session is used from another network or country than the one it is bound to; the new one is in the event's context. Written
 * when that changes, not at each use. `action`: what the tenant's rules say to it.
 */
export const bindingBroken = defineEvent(
  'BindingBroken',
  1,
  z.strictObject({
    ...ids,
    to: z.enum(sessionBindings),
    /** The network or country that the session is bound to. */
    from: personalOr(z.string().max(200), erased),
    action: z.enum(brokenBindingActions),
  }),
  ofUser,
)

/** The person has to prove again to be themselves before the session goes on. */
export const stepUpRequired = defineEvent(
  'StepUpRequired',
  1,
  z.strictObject({ ...ids, because: z.enum(['binding', 'anomaly']) }),
  ofUser,
)

export const refreshTokenReused = defineEvent(
  'RefreshTokenReused',
  1,
  z.strictObject({
    ...ids,
    presentedGeneration: z.int().nonnegative(),
    currentGeneration: z.int().nonnegative(),
  }),
  ofUser,
)

/** Somebody presented an authentic credential of an ended session. Written once per session, cause and minute. */
export const endedSessionUsed = defineEvent(
  'EndedSessionUsed',
  1,
  z.strictObject({
    ...ids,
    cause: z.enum(['access', 'refresh']),
    minute: instantSchema,
    count: z.int().positive(),
  }),
  ofUser,
)

/** When a session that was taken over had ended where it came from. Absent: with this event. */
const formerEnd = { endedAt: instantSchema.optional() }

export const sessionLoggedOut = defineEvent(
  'SessionLoggedOut',
  1,
  z.strictObject({ ...ids, by: z.enum(logoutBys), ...formerEnd }),
  ofUser,
)

export const sessionRevoked = defineEvent(
  'SessionRevoked',
  1,
  z.strictObject({
    ...ids,
    cause: z.enum(revocationCauses),
    ...because,
    operationId: idSchema.nullable(),
    ...formerEnd,
  }),
  ofUser,
)

export const sessionExpired = defineEvent(
  'SessionExpired',
  1,
  z.strictObject({
    ...ids,
    kind: z.enum(['idle', 'absolute']),
    /** When the session lapsed; the envelope's `at` is when the server noticed it. */
    expiredAt: instantSchema,
  }),
  ofUser,
)

export const sessionEvents = [
  sessionStarted,
  sessionRefreshed,
  sessionActivityRecorded,
  sessionContextChanged,
  sessionReauthenticated,
  deviceNamed,
  sessionShortened,
  bindingBroken,
  stepUpRequired,
  refreshTokenReused,
  sessionLoggedOut,
  sessionRevoked,
  sessionExpired,
] as const
/** Events of `session-` streams. */
export type SessionEvent = EventOf<(typeof sessionEvents)[number]>

export const refusalEvents = [refreshRefused, reauthenticationRefused, endedSessionUsed] as const
/** Events of `refusals-` streams. */
export type RefusalEvent = EventOf<(typeof refusalEvents)[number]>
