import { z } from 'zod'
import { defineEvent, type EventOf } from '../domainEvent.ts'
import { because, idSchema, instantSchema } from '../freeText.ts'
import { erased, personalOr } from '../personal.ts'
import { factorEvents, passkeyClaimed } from './factorEvents.ts'
import { noticeEvents } from './noticeEvents.ts'
import { revocationCauses } from '../wordLists.ts'
import { preferencesSchema } from './preferences.ts'

const ofUser = (data: { userId: string }) => data.userId

const email = personalOr(z.string().max(320), erased)
const name = personalOr(z.string().max(200), erased)

/**
 * A person was invited by a one-time link, or sent a new one in place of the last. The row `secretId` in `secrets` holds
 * the hash of its secret.
 */
export const userInvited = defineEvent(
  'UserInvited',
  1,
  z.strictObject({ userId: idSchema, email, secretId: idSchema, expiresAt: instantSchema }),
  ofUser,
)

/** The invited person never came in and no longer can. The address may be given to somebody else. */
export const inviteWithdrawn = defineEvent(
  'InviteWithdrawn',
  1,
  z.strictObject({ userId: idSchema, ...because }),
  ofUser,
)

/** The first event of a person who was added, or the one in which an invited person came in. */
export const userRegistered = defineEvent(
  'UserRegistered',
  1,
  z.strictObject({ userId: idSchema, email, name }),
  ofUser,
)

export const userRenamed = defineEvent('UserRenamed', 1, z.strictObject({ userId: idSchema, name }), ofUser)

/**
 * A one-time link was made with which the person confirms `email` as the new address. Nothing changes before that. The link
 * replaces one made earlier.
 */
export const emailChangeOffered = defineEvent(
  'EmailChangeOffered',
  1,
  z.strictObject({ userId: idSchema, email, secretId: idSchema, expiresAt: instantSchema }),
  ofUser,
)
export const emailChangeWithdrawn = defineEvent('EmailChangeWithdrawn', 1, z.strictObject({ userId: idSchema }), ofUser)

/** The person signs in with `email` from now on; sessions go on. `former` may be given to somebody else. */
export const emailChanged = defineEvent(
  'EmailChanged',
  1,
  z.strictObject({
    userId: idSchema,
    email,
    former: email,
    by: z.enum(['person', 'admin']),
    /** The new address looks like somebody else's in the tenant, or mixes scripts that nobody writes together. */
    looksAlike: z.boolean(),
  }),
  ofUser,
)

/** All of the person's preferences from now on, not only the changed ones. */
export const preferencesChanged = defineEvent(
  'PreferencesChanged',
  1,
  preferencesSchema.extend({ userId: idSchema }),
  ofUser,
)

export const userDisabled = defineEvent(
  'UserDisabled',
  1,
  z.strictObject({
    userId: idSchema,
    /** The operation that says what became of each session. Absent: there is none. */
    operationId: idSchema.optional(),
    ...because,
  }),
  ofUser,
)
export const userEnabled = defineEvent('UserEnabled', 1, z.strictObject({ userId: idSchema, ...because }), ofUser)

/** The person may not sign in for a while, and all their sessions end. Nobody writes that a hold has lapsed: time says so. */
export const userHeld = defineEvent(
  'UserHeld',
  1,
  z.strictObject({
    userId: idSchema,
    /** Null: until the person chooses a new password by a link, after they said that a sign-in was not theirs. */
    until: instantSchema.nullable(),
    /** The operation that says what became of each session. Absent: there is none. */
    operationId: idSchema.optional(),
    ...because,
  }),
  ofUser,
)
/** Whatever held the person was lifted before its time. */
export const userReleased = defineEvent('UserReleased', 1, z.strictObject({ userId: idSchema, ...because }), ofUser)

/** A disabled person's address was given to somebody else, so this person cannot be enabled any more. */
export const emailReleased = defineEvent('EmailReleased', 1, z.strictObject({ userId: idSchema }), ofUser)

/** A one-time link was made with which the person may choose a new password. Until then the old one is good. */
export const passwordResetOffered = defineEvent(
  'PasswordResetOffered',
  1,
  z.strictObject({ userId: idSchema, secretId: idSchema, expiresAt: instantSchema }),
  ofUser,
)

/** A new password is current: the row `secretId` in `secrets`. */
export const credentialChanged = defineEvent(
  'CredentialChanged',
  1,
  z.strictObject({
    userId: idSchema,
    secretId: idSchema,
    by: z.enum(['person', 'admin']),
    /** Set for a one-time password: it is good until then and must be changed at the first sign-in. */
    temporaryUntil: instantSchema.nullable(),
    /** Sessions that stay: the one that made the change, and the person's others where the person keeps them. */
    except: z.array(idSchema).max(200),
  }),
  ofUser,
)

/**
 * The person's password is kept in another form from now on, in the row `secretId`: brought along by an import, or hashed anew at
 * a sign-in from the row `replaces`. It is the same password, so no session ends.
 */
export const credentialAdopted = defineEvent(
  'CredentialAdopted',
  1,
  z.strictObject({ userId: idSchema, secretId: idSchema, replaces: idSchema.nullable() }),
  ofUser,
)

/** Every session of this user started before this event ends, but those in `except`. */
export const userSessionsInvalidated = defineEvent(
  'SessionsInvalidated',
  1,
  z.strictObject({
    /** Null: the whole tenant. */
    userId: idSchema.nullable(),
    /** Only the sessions of this application. Absent: of every one. */
    clientId: z.string().max(100).optional(),
    /** For foreign verifiers only, rounded up to the second. */
    notBefore: instantSchema,
    except: z.array(idSchema).max(200),
    cause: z.enum(revocationCauses),
    ...because,
    operationId: idSchema.nullable(),
  }),
  (data) => data.userId,
)

/** `country`, `network`, `range`: the tenant's rules let nobody in from there. */
export const loginFailedCauses = [
  'unknown-user',
  'wrong-password',
  'disabled',
  'password-expired',
  'rate-limited',
  'not-allowed',
  'suspended',
  'quota-reached',
  'held',
  'blocked',
  'session-limit',
  'country',
  'network',
  'range',
  'wrong-second-factor',
  'passkey-not-allowed',
] as const
/**
 * Stored in `signin-<tenant>+<HMAC(e-mail)>`, without the typed address. Sealed with the key of the person who was named,
 * with the tenant's where nobody was.
 */
export const loginFailed = defineEvent(
  'LoginFailed',
  1,
  z.strictObject({
    userId: idSchema.nullable(),
    clientId: z.string().max(100),
    cause: z.enum(loginFailedCauses),
  }),
  (data) => data.userId,
)

/** An application's own reference stands for this person from now on, for good. Its text is in no event. */
export const referenceClaimed = defineEvent(
  'ReferenceClaimed',
  1,
  z.strictObject({ userId: idSchema, clientId: z.string().max(100) }),
  ofUser,
)

export const emailClaimed = defineEvent('EmailClaimed', 1, z.strictObject({ userId: idSchema }), ofUser)

export const userEvents = [
  userInvited,
  inviteWithdrawn,
  userRegistered,
  userRenamed,
  emailChangeOffered,
  emailChangeWithdrawn,
  emailChanged,
  preferencesChanged,
  userDisabled,
  userEnabled,
  userHeld,
  userReleased,
  emailReleased,
  passwordResetOffered,
  credentialChanged,
  credentialAdopted,
  userSessionsInvalidated,
  ...noticeEvents,
  ...factorEvents,
] as const
/** Events of `user-` streams. */
export type UserEvent = EventOf<(typeof userEvents)[number]>
export type SessionsInvalidated = EventOf<typeof userSessionsInvalidated>
export type LoginFailed = EventOf<typeof loginFailed>
export type PasskeyClaimed = EventOf<typeof passkeyClaimed>
export type EmailClaimed = EventOf<typeof emailClaimed>
export type ReferenceClaimed = EventOf<typeof referenceClaimed>
