import { z } from 'zod'
import { personStatuses, roles } from '../wordLists.ts'
import { instantShape } from './page.ts'

const familiar = { times: z.int(), lastAt: instantShape }

export const personShape = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    status: z.enum(personStatuses),
    held: z.boolean(),
    roles: z.array(z.enum(roles)),
    /** Until when an invited person may come in. */
    invitedUntil: instantShape.nullable(),
    registeredAt: instantShape.nullable(),
    lastSignInAt: instantShape.nullable(),
    lastFailureAt: instantShape.nullable(),
    sessions: z.object({ live: z.int(), past: z.int() }),
    failures: z.int(),
    devices: z.array(z.looseObject({ type: z.string(), ...familiar })),
    places: z.array(z.looseObject({ country: z.string().nullable(), ...familiar })),
    hours: z.array(z.int()).length(24),
    risk: z.int(),
    anomalies: z.array(z.string()),
    anomalyRules: z.array(z.string()),
  })
  .meta({ id: 'Person' })
