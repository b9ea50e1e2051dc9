import { z } from 'zod'
import { emailSchema } from '#events/text/emailAddress.ts'

const named = /^\s*"?([^"<>]*?)"?\s*<([^<>]+)>\s*$/

/** `Acme security <security@acme.example>`, or the address alone. */
const sender = z.string().transform((text, context) => {
  const [, name = 'Rollcall', address = text] = named.exec(text) ?? []
  const parsed = emailSchema.safeParse(address.trim())
  if (parsed.success) return { name, address: parsed.data }
  context.addIssue({ code: 'custom', message: 'takes an address, e.g. Acme security <security@acme.example>' })
  return z.NEVER
})

const smtpUrl = z
  .string()
  .refine((url) => /^smtps?:\/\/./.test(url) && URL.canParse(url) && new URL(url).hostname !== '', {
    message: 'takes smtp://user:password@host:587 or smtps://user:password@host:465',
  })
  .optional()

export const mailSettings = {
  SMTP_URL: smtpUrl,
  MAIL_FROM: sender.optional(),
  MAILBOX: z.enum(['on', 'off']).default('off'),
}
