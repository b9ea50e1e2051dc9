import { z } from 'zod'
import { whySchema } from './operationRequests.ts'
import { operationShape } from './operations.ts'
import { instantShape } from './page.ts'

/** The longest that one hold or block lasts. Whoever needs longer disables the person, or decides again. */
export const mostHours = 24

export const hoursSchema = z.int().min(1).max(mostHours)
export const holdBody = z.strictObject({ ...whySchema.shape, hours: hoursSchema })
export type HoldBody = z.infer<typeof holdBody>

/** API keys that a person made for applications. They go on without the person, who may still know them. */
export const madeKeysShape = z.array(z.object({ id: z.uuid(), name: z.string(), clientId: z.string() }))

/** What would end with a person who is held. `keys`: API keys of the person that are good now and refused meanwhile. */
export const holdingShape = z.object({ sessions: z.int(), keys: z.int(), madeKeys: madeKeysShape })
/** `until`: when the hold in force ends; later than asked where the person was held for longer already. */
export const heldUserShape = z.object({
  operation: operationShape,
  ended: z.int(),
  until: instantShape,
  position: z.string(),
})
