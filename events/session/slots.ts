import { z } from 'zod'
import { defineEvent, type EventOf } from '../domainEvent.ts'
import { deviceTypes } from '../envelope.ts'
import { idSchema } from '../freeText.ts'

/** Most sessions that one event can name. */
export const mostNamedSlots = 1_000
const sessionIds = z.array(idSchema).max(mostNamedSlots)

/**
 * A sign-in of a person with a limit may start the session. It stands in the person's own `slots-` stream, so that sign-ins at the
 * same time are decided one after the other, and before the session's first event.
 */
export const sessionSlotTaken = defineEvent(
  'SessionSlotTaken',
  1,
  z.strictObject({
    userId: idSchema,
    sessionId: idSchema,
    clientId: z.string().max(100),
    deviceType: z.enum(deviceTypes),
    /** Sessions that had ended, or that never began: their slots are free. */
    freed: sessionIds,
    /** Sessions that end before this one starts. */
    displaced: sessionIds,
  }),
  ({ userId }) => userId,
)
export type SessionSlotTaken = EventOf<typeof sessionSlotTaken>
