import { z } from 'zod'
import { secondFactorMethods } from '../tenant/policy/words.ts'
import { grantShape } from './account.ts'
import { idInput } from './idInput.ts'
import { instantShape } from './page.ts'
import { clientIdInput, signInBody } from './signInRequests.ts'
import { whySchema } from './operationRequests.ts'

/** What a person can prove a second factor with: what they enrolled, or one of their recovery codes. */
export const secondProofs = [...secondFactorMethods, 'recovery'] as const
export type SecondProof = (typeof secondProofs)[number]

export const factorShape = z
  .object({
    id: z.string(),
    method: z.enum(secondFactorMethods),
    name: z.string(),
    enrolledAt: instantShape,
    /** Null: never. */
    lastUsedAt: instantShape.nullable(),
    /** A passkey that its holder's other devices have too. Null: an app's code, of which nobody knows. */
    backedUp: z.boolean().nullable(),
  })
  .meta({ id: 'Factor' })

const recoveryCodesLeftShape = z.object({ left: z.int(), madeAt: instantShape })
const trustedDeviceShape = z.object({
  id: z.string(),
  /** What the device was when it was trusted. */
  browser: z.string().nullable(),
  os: z.string().nullable(),
  trustedAt: instantShape,
  until: instantShape,
})

export const ownFactorsShape = z
  .object({
    items: z.array(factorShape),
    /** Null: there are none. */
    recoveryCodes: recoveryCodesLeftShape.nullable(),
    /** The tenant's rules want a second factor of me. */
    required: z.boolean(),
    /** What I can add. Without `webauthn` where this server has no https address. */
    methods: z.array(z.enum(secondFactorMethods)),
    trustedDevices: z.array(trustedDeviceShape),
  })
  .meta({ id: 'OwnFactors' })

/** What others are told of a person's second factors. */
export const personFactorsShape = z
  .object({
    items: z.array(factorShape.pick({ id: true, method: true, enrolledAt: true, lastUsedAt: true, backedUp: true })),
    recoveryCodes: recoveryCodesLeftShape.nullable(),
    trustedDevices: z.int(),
    required: z.boolean(),
  })
  .meta({ id: 'PersonFactors' })

/** Sealed by the server and handed back as it is. */
const sealed = z.string().min(1).max(8_000)
const name = z.string().trim().min(1).max(60)
/** Blanks and hyphens are passed over, because people copy codes with them. */
const code = z.string().min(1).max(40)
const base64url = (longest: number) =>
  z
    .string()
    .max(longest)
    .regex(/^[A-Za-z0-9_-]+$/)

/** As `PublicKeyCredential.toJSON()` answers it. Members that are not named here are passed over: browsers add some. */
const credential = {
  id: base64url(1_400),
  rawId: base64url(1_400),
  type: z.literal('public-key'),
  authenticatorAttachment: z.string().max(40).nullish(),
  clientExtensionResults: z.looseObject({}).optional(),
}
export const madeCredential = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url(4_000),
    attestationObject: base64url(20_000),
    transports: z.array(z.string().max(40)).max(10).optional(),
  }),
})
export const shownCredential = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url(4_000),
    authenticatorData: base64url(4_000),
    signature: base64url(2_000),
    userHandle: base64url(200).nullish(),
  }),
})

/** For `PublicKeyCredential.parseCreationOptionsFromJSON`, or `parseRequestOptionsFromJSON`. */
const optionsShape = z.looseObject({ challenge: z.string() })

export const begunTotpShape = z.object({
  enrolment: z.string(),
  /** Base32, for who types it. */
  secret: z.string(),
  /** `otpauth://`, for a QR code. */
  uri: z.string(),
  expiresAt: instantShape,
})
export const begunPasskeyShape = z.object({
  enrolment: z.string(),
  options: optionsShape,
  expiresAt: instantShape,
})
const recoveryCodes = z.array(z.string())
/** `recoveryCodes` come with the first factor alone, and are shown once. */
export const enrolledFactorShape = z.object({ factor: factorShape, recoveryCodes: recoveryCodes.optional() })
export const madeRecoveryCodesShape = z.object({ recoveryCodes })

export const confirmTotpBody = z.strictObject({ enrolment: sealed, code, name })
export const enrolPasskeyBody = z.strictObject({ enrolment: sealed, response: madeCredential, name })
export const renameFactorBody = z.strictObject({ name })

/** `ended`: sessions of the person that ended with it. */
export const resetFactorsBody = whySchema
export const factorsResetShape = z.object({ factors: z.int(), ended: z.int(), position: z.string() })

/** The same while signing in, where the tenant's rules want a second factor of somebody who has none. */
export const enrolAtSignInBody = z.strictObject({ challenge: sealed })
export const confirmTotpAtSignInBody = confirmTotpBody.extend({ challenge: sealed })
export const enrolPasskeyAtSignInBody = enrolPasskeyBody.extend({ challenge: sealed })

/**
 * Members of the problem report `second-factor-required`. With `enrol` the person has to add a factor first: `challenge` then is for
 * the routes under `/v1/auth/enrol` alone, and `methods` are those that can be added.
 */
export const secondFactorRequiredShape = z.object({
  challenge: z.string(),
  expiresAt: instantShape,
  methods: z.array(z.enum(secondProofs)),
  enrol: z.literal(true).optional(),
  webauthn: optionsShape.optional(),
  /** 0: devices cannot be trusted. */
  trustDeviceDays: z.int(),
})
const shownFor = <Shape extends z.core.$ZodShape>(members: Shape) => {
  const proof = z.strictObject({ challenge: sealed, ...members })
  return z.discriminatedUnion('method', [
    proof.extend({ method: z.literal('totp'), code }),
    proof.extend({ method: z.literal('recovery'), code }),
    proof.extend({ method: z.literal('webauthn'), response: shownCredential }),
  ])
}
export const secondFactorBody = shownFor({ trustDevice: z.boolean().optional() })
/** The second half of a new proof, in a session that goes on. */
export const factorProofBody = shownFor({})
/** A passkey alone, in a session that goes on. */
export const ownPasskeyBody = z.strictObject({ challenge: sealed, response: shownCredential })
/** `trustedDevice` comes where the device is trusted from now on and the client keeps its own tokens: it sends it with its next sign-ins. */
export const secondFactorGrantShape = grantShape.extend({
  trustedDevice: z.object({ token: z.string(), until: instantShape }).optional(),
})

export const passkeyOptionsBody = signInBody.pick({ tenant: true }).extend({ client: clientIdInput.optional() })
/** `options` null: this server has no https address, and browsers take no passkeys there. */
export const passkeyOptionsShape = z.object({
  challenge: z.string(),
  options: optionsShape.nullable(),
  expiresAt: instantShape,
})
export const passkeySignInBody = signInBody
  .omit({ email: true, password: true, trustedDevice: true })
  .extend({ challenge: sealed, response: shownCredential })

export const factorParams = z.strictObject({ factorId: idInput })
export const trustedDeviceParams = z.strictObject({ trustId: idInput })
