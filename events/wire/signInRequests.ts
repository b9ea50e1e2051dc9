import { z } from 'zod'
import { deviceDetailsSchema } from '../envelope.ts'
import { transports } from '../session/events.ts'

export const clientIdInput = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
/** A slug as typed, or a tenant's id. */
const tenantName = z.string().trim().toLowerCase().min(1).max(63)
const refreshToken = z.string().min(1).max(250)
/** Any length; the tenant's policy cuts it to its limits. */
const seconds = z.int().positive()
export const lifetimeInput = z.strictObject({ idleSeconds: seconds.optional(), absoluteSeconds: seconds.optional() })
export const deviceInput = deviceDetailsSchema.extend({
  id: z.string().max(200).optional(),
  name: z.string().max(200).optional(),
})

export const signInBody = z.strictObject({
  tenant: tenantName,
  email: z.string().min(1).max(320),
  password: z.string().min(1).max(1024),
  remember: z.boolean().optional(),
  client: clientIdInput.optional(),
  transport: z.enum(transports).optional(),
  device: deviceInput.optional(),
  lifetime: lifetimeInput.optional(),
})

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

/** Takes more than the password rules allow, so that the rules answer with their own words. */
const typed = z.string().min(1).max(1_000)
export const passwordBody = z.strictObject({ current: typed, next: typed })
