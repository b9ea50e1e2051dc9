import { z } from 'zod'
import { mailKinds, mailStates, noticeKinds, switchableNotices } from '../wordLists.ts'
import { instantShape, pageOf } from './page.ts'

/** How mails leave. `mailbox`: they stay on the server, where operators read them. `off`: none are written. */
export const mailWays = ['smtp', 'mailbox', 'off'] as const
const wayShape = z.enum(mailWays)

/** A mail and what became of it; what it says is nowhere stored. */
export const mailShape = z
  .object({
    id: z.string(),
    kind: z.enum(mailKinds),
    state: z.enum(mailStates),
    user: z.object({ id: z.string(), email: z.string(), name: z.string() }).nullable(),
    attempts: z.int(),
    problem: z
      .string()
      .nullable()
      .meta({ description: 'A reply code of the mail server, or a word; `late`: its link ran out before' }),
    askedAt: instantShape,
    nextAt: instantShape.nullable().meta({ description: 'When it is tried next; null: never' }),
    settledAt: instantShape.nullable(),
  })
  .meta({ id: 'Mail' })

export const mailListShape = pageOf(mailShape).extend({
  way: wayShape,
  counts: z.record(z.enum(mailStates), z.int()),
})

export const keptMailShape = z.object({
  id: z.string(),
  tenant: z.object({ slug: z.string(), name: z.string() }),
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  sentAt: instantShape,
})

export const mailsSetUpShape = z.object({ isSetUp: z.boolean() })

/** Says nothing, for whoever asks may be a stranger. */
export const askedShape = z.object({})

/** Which notices a person gets beside the one of a changed address, which cannot be switched off. */
export const noticeSwitchesShape = z.strictObject(
  Object.fromEntries(switchableNotices.map((kind) => [kind, z.boolean()])) as Record<
    (typeof switchableNotices)[number],
    z.ZodBoolean
  >,
)
export const myNoticesShape = z.object({ switches: noticeSwitchesShape, mailsAreSetUp: z.boolean() })

const happenedShape = z.object({
  at: instantShape,
  device: z.string().nullable(),
  place: z.string().nullable(),
  text: z.string(),
})
/** What a notice was about. `disowned`: the person has said that it was not them. */
export const noticeShape = z.object({
  tenant: z.object({ slug: z.string(), name: z.string() }),
  kind: z.enum(noticeKinds).or(z.literal('notices-off')),
  happened: z.array(happenedShape),
  disowned: z.boolean(),
})
export const disownedShape = z.object({ next: z.literal('reset'), mailed: z.boolean() })
