import { z } from 'zod'
import { permissionNames } from '../permissions.ts'
import { roles } from '../wordLists.ts'
import { preferencesSchema } from '../user/preferences.ts'
import { instantShape } from './page.ts'
import { deviceShape, proofShape } from './sessions.ts'
import { passwordRulesShape } from './users.ts'

export const currentSessionShape = z
  .object({
    id: z.uuid(),
    startedAt: instantShape,
    lastActiveAt: instantShape,
    idleExpiresAt: instantShape,
    absoluteExpiresAt: instantShape.nullable().meta({ description: 'Null: until signed out' }),
    client: z.string(),
    methods: z.array(z.string()),
    proofs: z.array(proofShape),
    authTime: instantShape,
    remembered: z.boolean(),
    device: deviceShape,
  })
  .meta({ id: 'CurrentSession' })
export const signedInUserShape = z
  .object({
    id: z.uuid(),
    email: z.string(),
    name: z.string(),
    roles: z.array(z.enum(roles)),
    mustChangePassword: z.boolean(),
  })
  .meta({ id: 'SignedInUser' })
export const signedInTenantShape = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  simulated: z.boolean(),
})

/** What a sign-in and a refresh answer: who is signed in, and tokens. */
export const grantShape = z
  .object({
    accessToken: z.string(),
    accessExpiresAt: instantShape,
    /** Bearer clients only; cookie clients never see it. */
    refreshToken: z.string().optional(),
    refreshExpiresAt: instantShape,
    session: currentSessionShape,
    user: signedInUserShape,
    tenant: signedInTenantShape,
  })
  .meta({ id: 'Grant' })
/** What a new proof in a session that goes on answers. */
export const reauthenticatedShape = grantShape.pick({ accessToken: true, accessExpiresAt: true, session: true })
export const currentShape = z.object({
  active: z.literal(true),
  session: currentSessionShape,
  user: signedInUserShape,
  tenant: signedInTenantShape,
  accessExpiresAt: instantShape,
})
export const activityRecordedShape = z.object({ lastActiveAt: instantShape, idleExpiresAt: instantShape })

/** An address that waits for its confirmation. */
export const offeredEmailShape = z.object({ email: z.string(), expiresAt: instantShape })
export const preferencesShape = preferencesSchema.extend({
  isSet: z.boolean().meta({ description: 'False: the person has set none, and these are the defaults' }),
})

export const meShape = z.object({
  user: z.object({ id: z.string(), email: z.string(), name: z.string() }),
  tenant: z.object({ id: z.string(), slug: z.string(), name: z.string(), simulated: z.boolean() }),
  sessionId: z.string(),
  roles: z.array(z.enum(roles)),
  may: z.array(z.enum(permissionNames)),
  mustChangePassword: z.boolean(),
  emailChange: offeredEmailShape.nullable(),
  passwordRules: passwordRulesShape,
})
