import { z } from 'zod'
import { defineEvent } from '../domainEvent.ts'
import { because, idSchema, instantSchema } from '../freeText.ts'
import { erased, personalOr } from '../personal.ts'
import { secondFactorMethods } from '../tenant/policy/words.ts'

const ofUser = (data: { userId: string }) => data.userId

const userId = idSchema
const factor = { userId, factorId: idSchema }
/** What the person calls it. */
const name = personalOr(z.string().min(1).max(60), erased)
/** The sign-in in which it happened; it is over with that. */
const challengeId = idSchema
/** Steps of 30 s since the epoch (RFC 6238, T): no code of this step or an earlier one is taken again. */
const step = z.int().nonnegative()
/** How often the authenticator has signed. 0: it does not count. */
const counter = z.int().nonnegative()
/** The person's other devices have the passkey too. */
const backedUp = z.boolean()

/** The row `secretId` in `secrets` holds the app's sealed seed, or the passkey's public key. */
export const secondFactorEnrolled = defineEvent(
  'SecondFactorEnrolled',
  1,
  z.strictObject({
    ...factor,
    method: z.enum(secondFactorMethods),
    secretId: idSchema,
    name,
    /** Null: not of an app's code. */
    backedUp: backedUp.nullable(),
    counter: counter.nullable(),
    /** Null: not of a passkey. */
    step: step.nullable(),
    /** Null: by somebody who was signed in. */
    challengeId: challengeId.nullable(),
  }),
  ofUser,
)
export const secondFactorRenamed = defineEvent('SecondFactorRenamed', 1, z.strictObject({ ...factor, name }), ofUser)
/** The person took it away. Recovery codes go with the last one. */
export const secondFactorRemoved = defineEvent('SecondFactorRemoved', 1, z.strictObject(factor), ofUser)

/** The person proved it in a sign-in. What was shown is not taken again. */
export const secondFactorUsed = defineEvent(
  'SecondFactorUsed',
  1,
  z.strictObject({
    ...factor,
    challengeId,
    step: step.nullable(),
    counter: counter.nullable(),
    backedUp: backedUp.nullable(),
  }),
  ofUser,
)
/** `cloned`: the authenticator has counted less than before, so there are two that hold the same key. */
export const secondFactorRefused = defineEvent(
  'SecondFactorRefused',
  1,
  z.strictObject({ ...factor, challengeId, cause: z.enum(['cloned']) }),
  ofUser,
)
/** An admin took all of a person's second factors away, recovery codes and trusted devices too. Every session of theirs ends. */
export const secondFactorsReset = defineEvent('SecondFactorsReset', 1, z.strictObject({ userId, ...because }), ofUser)

/** So many codes are good from now on, and no earlier ones. The row `secretId` holds their hashes. */
export const recoveryCodesMade = defineEvent(
  'RecoveryCodesMade',
  1,
  z.strictObject({ userId, secretId: idSchema, count: z.int().positive() }),
  ofUser,
)
/** `place`: which of them, from 0. */
export const recoveryCodeUsed = defineEvent(
  'RecoveryCodeUsed',
  1,
  z.strictObject({ userId, place: z.int().nonnegative(), challengeId }),
  ofUser,
)

/** A browser or app is not asked for a second factor until then. The row `trustId` holds the digest of what it shows instead. */
export const deviceTrusted = defineEvent(
  'DeviceTrusted',
  1,
  z.strictObject({ userId, trustId: idSchema, until: instantSchema }),
  ofUser,
)
export const deviceTrustWithdrawn = defineEvent(
  'DeviceTrustWithdrawn',
  1,
  z.strictObject({ userId, trustId: idSchema }),
  ofUser,
)

/** This passkey is the person's, and nobody else's in the tenant. */
export const passkeyClaimed = defineEvent('PasskeyClaimed', 1, z.strictObject({ userId }), ofUser)

export const factorEvents = [
  secondFactorEnrolled,
  secondFactorRenamed,
  secondFactorRemoved,
  secondFactorUsed,
  secondFactorRefused,
  secondFactorsReset,
  recoveryCodesMade,
  recoveryCodeUsed,
  deviceTrusted,
  deviceTrustWithdrawn,
] as const
