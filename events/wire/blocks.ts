import { z } from 'zod'
import { blockKinds } from '../wordLists.ts'
import { hoursSchema } from './holds.ts'
import { whySchema } from './operationRequests.ts'
import { operationShape } from './operations.ts'
import { instantShape } from './page.ts'
import { sessionShape } from './sessions.ts'

const blocked = {
  kind: z.enum(blockKinds),
  value: z.string().min(1).max(200).meta({
    description:
      'An address, a network (203.0.113.0/24; /8 at the widest, /20 of IPv6), a country (DE), the id of a device or of an application. Of an IPv6 address the /64 around it is blocked.',
  }),
}
export const previewBlockBody = z.strictObject(blocked)
export const blockBody = z.strictObject({
  ...blocked,
  hours: hoursSchema,
  ...whySchema.shape,
  includingMine: z
    .boolean()
    .optional()
    .meta({ description: 'Said by an admin who knows that the block catches their own way in' }),
})
export type BlockBody = z.infer<typeof blockBody>
export const liftBlockBody = whySchema.pick({ ticket: true }).extend({ reason: whySchema.shape.message })

/** `value` in its normal form. `catchesMine`: the caller could not sign in again. */
export const blockPreviewShape = z.object({
  kind: blocked.kind,
  value: z.string(),
  filter: z.string(),
  sessions: z.int(),
  sample: z.array(sessionShape),
  catchesMine: z.boolean(),
  position: z.string(),
})

export const blockShape = z
  .object({
    id: z.string(),
    kind: blocked.kind,
    value: z.string(),
    filter: z.string().meta({ description: 'Finds the sessions that are caught' }),
    until: instantShape,
    since: instantShape,
    by: z.object({ kind: z.string(), id: z.string(), name: z.string().nullable() }),
    reason: z.string().nullable(),
    ticket: z.string().nullable(),
  })
  .meta({ id: 'Block' })

export const addedBlockShape = z.object({
  block: blockShape,
  operation: operationShape,
  ended: z.int(),
  position: z.string(),
})
export const blocksShape = z.object({ items: z.array(blockShape) })
