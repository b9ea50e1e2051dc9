import { z } from 'zod'
import { defineEvent } from '../domainEvent.ts'
import { idSchema } from '../freeText.ts'
import { mailKinds, noticeKinds } from '../wordLists.ts'

const ofUser = (data: { userId: string }) => data.userId

/** The person chose of what they are told by mail. */
export const noticesChanged = defineEvent(
  'NoticesChanged',
  1,
  z.strictObject({
    userId: idSchema,
    /** Those that are not sent. */
    off: z.array(z.enum(noticeKinds)).max(noticeKinds.length),
  }),
  ofUser,
)

/** A mail server has accepted a notice. What it leads to is in no event. */
export const noticeSent = defineEvent(
  'NoticeSent',
  1,
  z.strictObject({ userId: idSchema, noticeId: idSchema, kind: z.enum(mailKinds) }),
  ofUser,
)

/** Whoever holds a notice has said that what it tells of was not the person. */
export const signInDisowned = defineEvent(
  'SignInDisowned',
  1,
  z.strictObject({
    userId: idSchema,
    noticeId: idSchema,
    kind: z.enum(mailKinds),
    /** The session that the notice is about; null: it is about none. */
    sessionId: idSchema.nullable(),
    /** The account's address was changed since, or that is what was disowned: nothing that lets anybody in is mailed to it. */
    doubtsAddress: z.boolean(),
  }),
  ofUser,
)

export const noticeEvents = [noticesChanged, noticeSent, signInDisowned] as const
