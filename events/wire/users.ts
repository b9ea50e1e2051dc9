import { z } from 'zod'
import { madeKeysShape } from './holds.ts'
import { operationShape } from './operations.ts'
import { instantShape } from './page.ts'

/** A link that was made for a person. A repeat of the request is answered without it. */
const madeLink = {
  link: z
    .string()
    .optional()
    .meta({ description: 'Shown once, to be handed to the person; its token stands behind the #' }),
  expiresAt: instantShape,
  mailed: z.boolean().meta({ description: 'The person is mailed the link too' }),
  position: z.string(),
}

export const invitedShape = z.object({ user: z.object({ id: z.string() }), ...madeLink }).meta({ id: 'Invited' })
/** What an operator is told of an invited admin: the link, nothing of the person. */
export const invitedAdminShape = z.object(madeLink)
export const offeredResetShape = z.object(madeLink)

const tenantNamedShape = z.object({ slug: z.string(), name: z.string() })
/**
 * What would end with a person who is disabled. `keys`: API keys of the person that are good now. `invites`: those that the
 * person made and nobody has accepted yet.
 */
export const disablingShape = z.object({
  sessions: z.int(),
  keys: z.int(),
  madeKeys: madeKeysShape,
  invites: z.int(),
})
export const disabledUserShape = z.object({
  operation: operationShape,
  ended: z.int(),
  invites: z.int(),
  position: z.string(),
})

/** What a new password has to be like. The words that are refused are told only of one that holds them. */
export const passwordRulesShape = z.object({ minimumLength: z.int() })
/** Whose a one-time link is; null where it is not good any more. */
export const checkedLinkShape = z.object({
  whose: z
    .object({
      tenant: tenantNamedShape,
      email: z.string(),
      name: z.string(),
      passwordRules: passwordRulesShape.optional().meta({ description: 'Where the link is for choosing a password' }),
    })
    .nullable(),
})
/** Where the person can sign in now. */
export const usedLinkShape = z.object({ tenant: tenantNamedShape, email: z.string() })
