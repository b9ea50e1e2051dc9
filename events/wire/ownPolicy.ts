import { z } from 'zod'
import { bindings, brokenBindingActions, limitActions, secondFactorMethods } from '../tenant/policy/words.ts'
import { deviceTypes, placeDetails } from '../wordLists.ts'

const seconds = z.int().nonnegative()
const sessions = z.int().positive()
const days = z.int().positive().nullable()
const lasting = { idleSeconds: seconds, absoluteSeconds: seconds.nullable() }

/** What the rules of the tenant say to the caller, by their roles and the application they use. No list of who is let in: a thief reads this too. */
export const ownPolicyShape = z
  .object({
    version: z.int().nonnegative(),
    lifetimes: z
      .object({ ...lasting, remembered: z.object(lasting) })
      .meta({ description: 'In seconds; `absoluteSeconds` null: until signed out' }),
    limits: z.object({
      sessions: sessions.nullable(),
      whenReached: z.enum(limitActions),
      perDeviceType: z.partialRecord(z.enum(deviceTypes), sessions),
      inThisApplication: sessions.nullable(),
    }),
    /** Whether it is looked at where sign-ins come from. */
    restricted: z.object({ countries: z.boolean(), networks: z.boolean(), addresses: z.boolean() }),
    binding: z.object({ to: z.enum(bindings), whenBroken: z.enum(brokenBindingActions) }),
    secondFactor: z.object({
      isNeeded: z.boolean(),
      methods: z.array(z.enum(secondFactorMethods)),
      trustedDeviceDays: z.int().nonnegative(),
      passkeySignIn: z.boolean(),
    }),
    passwords: z.object({ minimumLength: z.int().positive() }),
    reauthentication: z.object({ maxAgeSeconds: seconds }),
    place: z.object({ detail: z.enum(placeDetails) }),
    retention: z.object({ rowsDays: days, countsDays: days }),
  })
  .meta({ id: 'OwnPolicy' })
export type OwnPolicy = z.infer<typeof ownPolicyShape>
