import { z } from 'zod'
import { tenantRegistered } from '../tenant/events.ts'
import { emailSchema } from '../text/emailAddress.ts'

const token = z.string().min(1).max(100)
const person = z.strictObject({
  email: emailSchema,
  name: z.string().trim().min(1).max(200),
  password: z.string().min(1).max(1_000),
})
const { slug, name } = tenantRegistered.data.shape

const tenant = z.strictObject({ slug, name })

/** The link alone, or with what the first steps of the set-up have filled in so far. */
export const setupCheckBody = z.strictObject({ token, operator: person.optional(), tenant: tenant.optional() })
export const setUpBody = z.strictObject({ token, operator: person, tenant, admin: person })
