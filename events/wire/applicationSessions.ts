import { z } from 'zod'
import { parseAddress } from '../addresses.ts'
import { holdsHidden } from '../text/hiddenCharacters.ts'
import { currentSessionShape, grantShape } from './account.ts'
import { idInput } from './idInput.ts'
import { instantShape } from './page.ts'
import { moment } from './queries.ts'
import { clientIdInput, deviceInput, lifetimeInput } from './signInRequests.ts'

/** The application's own name of a person: an id of its own, say. Compared letter by letter, so no two may look the same. */
export const userRefInput = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => text.trim() === text && !holdsHidden(text), {
    message: 'takes no blank at its ends and no character that does not show',
  })

/** Where the person is, as the application's server sees it: its own address is not the person's. */
export const saidContext = z.strictObject({
  ip: z
    .string()
    .max(45)
    .refine((text) => parseAddress(text) !== null, { message: 'takes an IPv4 or IPv6 address' })
    .optional(),
  userAgent: z.string().max(1_000).optional(),
})

export const startSessionBody = z.strictObject({
  userRef: userRefInput,
  email: z.string().min(1).max(320).optional().meta({
    description:
      'Names the person when this userRef comes for the first time; the two are tied for good. Ignored later',
  }),
  client: clientIdInput.optional().meta({ description: 'The application whose key it is; no other' }),
  context: saidContext,
  device: deviceInput.optional(),
  authMethods: z
    .array(z.string().regex(/^[A-Za-z0-9_-]{1,20}$/))
    .min(1)
    .max(5)
    .meta({ description: 'How the person proved to be who they are; names of RFC 8176, `pwd` or `otp` say' }),
  lifetime: lifetimeInput.optional(),
  startedAt: moment
    .optional()
    .meta({ description: 'When the person signed in, where that was before. The longest lifetime counts from there' }),
})

/** A repeat with the same Idempotency-Key is answered without the tokens. */
export const startedSessionShape = grantShape
  .extend({ accessToken: z.string().optional() })
  .meta({ id: 'StartedSession' })

export const changeSessionBody = z.strictObject({ context: saidContext })
export const changedSessionShape = z.object({ session: currentSessionShape })

export const mostActivities = 1_000
export const activityBody = z
  .array(
    z.strictObject({
      sessionId: idInput,
      at: moment.meta({ description: 'When the person did something' }),
      context: saidContext.optional(),
    }),
  )
  .min(1)
  .max(mostActivities)

/** `recorded`: it moved the session, or its context. `unchanged`: too little to record, or older than what is known. */
export const activityOutcomes = ['recorded', 'unchanged', 'ended', 'not-found'] as const
export const activityLineShape = z
  .object({
    sessionId: z.string(),
    outcome: z.enum(activityOutcomes),
    /** Of a session that goes on. */
    lastActiveAt: instantShape.optional(),
    idleExpiresAt: instantShape.optional(),
  })
  .meta({ id: 'ActivityLine' })
/** A line for each line of the batch, in its order. */
export const activityShape = z.object({ items: z.array(activityLineShape) })

export const endByReferenceQuery = z.strictObject({ userRef: userRefInput })
