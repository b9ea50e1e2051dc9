import { z } from 'zod'
import { filterBounds } from '../filter/syntax.ts'
import { idInput } from './idInput.ts'

/** Texts that people read may hold line breaks and tabs, but no other control characters and no halves of characters. */
const readable = /^(?:[\n\r\t]|[^\p{Cc}\p{Cs}])*$/u
const text = (longest: number) => z.string().max(longest).regex(readable, { message: 'takes no control characters' })

/** Empty means absent: the ended person then reads the tenant's neutral text. */
const optionalText = (longest: number) =>
  text(longest)
    .trim()
    .optional()
    .transform((text) => (text === undefined || text === '' ? null : text))

/** `reason` is for colleagues and auditors, `message` for the person who is signed out. */
export const whySchema = z.strictObject({
  reason: text(500).trim().min(1),
  message: optionalText(500),
  ticket: optionalText(100),
})
export type Why = z.infer<typeof whySchema>

const selection = {
  /** Takes more characters than the filter's parser does, so that the parser reports the mistake. */
  filter: z
    .string()
    .max(filterBounds.characters * 2)
    .optional(),
  /** Takes more ids than one operation may end, so that too many are refused with a code of their own. */
  sessionIds: z.array(idInput).min(1).max(2000).optional(),
}
const oneOfThem = {
  check: (body: { filter?: string | undefined; sessionIds?: string[] | undefined }) =>
    (body.filter === undefined) !== (body.sessionIds === undefined),
  message: { message: 'takes either filter or sessionIds', path: ['filter'] },
}

export const previewSchema = z.strictObject(selection).refine(oneOfThem.check, oneOfThem.message)
export const startSchema = z
  .strictObject({ ...selection, ...whySchema.shape, confirm: z.int().min(1).max(1_000_000) })
  .refine(oneOfThem.check, oneOfThem.message)

export const revokeUserSchema = z.strictObject({
  ...whySchema.shape,
  /** Sessions that stay. */
  except: z.array(idInput).max(100).optional(),
})
export type RevokeUserBody = z.infer<typeof revokeUserSchema>
