import { z } from 'zod'
import { deviceDetailsSchema, fingerprintSchema } from '../envelope.ts'
import { transports } from '../session/events.ts'

export const clientIdInput = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
/** A slug as typed, or a tenant's id. */
const tenantName = z.string().trim().toLowerCase().min(1).max(63)
const refreshToken = z.string().min(1).max(250)
/** Any length; the tenant's policy cuts it to its limits. */
const seconds = z.int().positive()
export const lifetimeInput = z.strictObject({ idleSeconds: seconds.optional(), absoluteSeconds: seconds.optional() })
const fingerprintInput = fingerprintSchema.extend({
  version: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/),
  /** Long enough that two devices do not meet in it. Hex or base64url. */
  hash: z.string().regex(/^[A-Za-z0-9_-]{16,128}$/),
})
export const deviceInput = deviceDetailsSchema.extend({
  id: z.string().max(200).optional(),
  name: z.string().max(200).optional(),
  fingerprint: fingerprintInput.optional().meta({
    description: 'A hash of what sets the device apart. Compared with others of the same `version` alone',
  }),
})

export const signInBody = z.strictObject({
  tenant: tenantName,
  email: z.string().min(1).max(320),
  password: z.string().min(1).max(1024),
  remember: z.boolean().optional().meta({
    description:
      'True: the cookie outlives the browser, and the session may be idle as long as the policy allows. False: the cookie ends with the browser, and the session ends after 12 idle hours, with bearer tokens too. Absent: false for cookies; bearer tokens have the whole policy',
  }),
  client: clientIdInput.optional(),
  transport: z.enum(transports).optional(),
  device: deviceInput.optional(),
  lifetime: lifetimeInput.optional(),
  trustedDevice: z
    .string()
    .max(100)
    .optional()
    .meta({ description: 'What a second factor answered as `trustedDevice`, in place of another one' }),
})

export const forgotPasswordBody = signInBody.pick({ tenant: true, email: true })

export const refreshBody = z.strictObject({
  refreshToken: refreshToken.optional(),
  /** 128 random bits, base64url or hex; kept by the client until this refresh is answered. */
  attempt: z
    .string()
    .regex(/^[A-Za-z0-9_-]{22,64}$/)
    .optional(),
  active: z
    .boolean()
    .optional()
    .meta({ description: 'False: a timer refreshes, not a person; the session’s idle end stays. Otherwise true' }),
  tenant: tenantName.optional(),
  client: clientIdInput.optional(),
})

export const signOutBody = z.strictObject({
  refreshToken: refreshToken.optional(),
  cause: z.enum(['person', 'inactivity']).optional(),
  /** Tenant and client name the cookie. Without them the server reads only body and access token. */
  tenant: tenantName.optional(),
  client: clientIdInput.optional(),
})
export const signOutEverywhereBody = z.strictObject({ includeCurrent: z.boolean().optional() })

export const reauthenticateBody = signInBody.pick({ password: true })

/** Takes more than the password rules allow, so that the rules answer with their own words. */
const typed = z.string().min(1).max(1_000)
export const passwordBody = z.strictObject({
  current: typed,
  next: typed,
  keepOthers: z.boolean().optional().meta({ description: 'True: my other sessions stay' }),
})
