import { z } from 'zod'
import { instantShape } from './page.ts'

/** A link that was made for a person. A repeat of the request is answered without it. */
const madeLink = {
  link: z
    .string()
    .optional()
    .meta({ description: 'Shown once, to be handed to the person; its token stands behind the #' }),
  expiresAt: instantShape,
  position: z.string(),
}

export const invitedShape = z.object({ user: z.object({ id: z.string() }), ...madeLink }).meta({ id: 'Invited' })
export const offeredResetShape = z.object(madeLink)

const tenantNamedShape = z.object({ slug: z.string(), name: z.string() })
/** Whose a one-time link is; null where it is not good any more. */
export const checkedLinkShape = z.object({
  whose: z.object({ tenant: tenantNamedShape, email: z.string(), name: z.string() }).nullable(),
})
/** Where the person can sign in now. */
export const usedLinkShape = z.object({ tenant: tenantNamedShape, email: z.string() })
