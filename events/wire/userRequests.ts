import { z } from 'zod'
import { roleSchema } from '../tenant/events.ts'
import { emailSchema } from '../text/emailAddress.ts'
import { whySchema } from './operationRequests.ts'

/** The complete set of roles. */
const roles = z.array(roleSchema).min(1).max(5)

export const inviteBody = z.strictObject({
  email: emailSchema,
  roles,
  takeOver: z
    .boolean()
    .optional()
    .meta({ description: 'Takes the address from a disabled person, who cannot be enabled any more' }),
})
/** What is absent stays. */
export const changeUserBody = z
  .strictObject({ name: z.string().trim().min(1).max(200), email: emailSchema, takeOver: inviteBody.shape.takeOver })
  .partial()
  .refine(({ name, email }) => name !== undefined || email !== undefined, {
    message: 'takes a name or an e-mail address',
    path: ['name'],
  })
export const inviteAdminBody = inviteBody.pick({ email: true })
/** Why something was done that ends nobody's sessions, so that nobody has to give a reason. */
export const noteBody = z.strictObject({ reason: whySchema.shape.message })
export const rolesBody = noteBody.extend({ roles })

const token = z.string().min(1).max(100)
/** Takes more than the password rules allow, so that the rules answer with their own words. */
const password = z.string().min(1).max(1_000)

export const linkBody = z.strictObject({ token })
export const acceptInviteBody = z.strictObject({ token, name: z.string().trim().min(1).max(200), password })
export const resetPasswordBody = z.strictObject({ token, next: password })
