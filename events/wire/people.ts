import { z } from 'zod'
import { personStatuses, roles } from '../wordLists.ts'
import { instantShape } from './page.ts'

const familiar = { times: z.int(), lastAt: instantShape }

const holdShape = z.object({
  /** Null: until the person chooses a new password by a link. */
  until: instantShape.nullable(),
  since: instantShape,
  by: z.object({ kind: z.string(), id: z.string(), name: z.string().nullable() }),
  reason: z.string().nullable(),
  ticket: z.string().nullable(),
})

export const personShape = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    status: z.enum(personStatuses),
    held: z.boolean(),
    /** Null: not held now. */
    hold: holdShape.nullable(),
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

/** What happened to a person and what they did; their refused sign-ins; what others did to them; what they did as an admin. */
export const personLogs = ['all', 'refused', 'done-to', 'done-by'] as const
export type PersonLog = (typeof personLogs)[number]

export const personDayShape = z.object({ from: instantShape, to: instantShape, signIns: z.int(), failures: z.int() })

export const personActivityShape = z
  .object({
    timeZone: z.string(),
    /** A device of the person's has said the zone; else it is the one asked for. */
    isTheirs: z.boolean(),
    /** The last is today. `to` is exclusive. */
    days: z.array(personDayShape),
    /** Sign-ins of the last 90 days for each hour of the zone's day, from 0. */
    hours: z.array(z.int()).length(24),
  })
  .meta({ id: 'PersonActivity' })
