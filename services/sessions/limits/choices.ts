import { z } from 'zod'
import { deviceInput, lifetimeInput } from '#events/wire/signInRequests.ts'
import { transports } from '#events/session/events.ts'
import type { Clock } from '#services/ambient/clock.ts'
import { decodeBase64url } from '#services/keys/base64url.ts'
import { deriveKey } from '#services/keys/masterKey.ts'
import { openText, seal } from '#services/keys/seal.ts'

/** A sign-in that was proved in full, and waits for its person to choose which sessions end for it. */
const choiceSchema = z.strictObject({
  tenantId: z.string(),
  userId: z.string(),
  /** The password that proved it. Null: none did. */
  secretId: z.string().nullable(),
  /** The session that it starts. As there is one session of an id, the choice works once. */
  sessionId: z.string(),
  /** What was proved, and how. */
  proofs: z.array(z.strictObject({ method: z.string(), at: z.string() })),
  wanted: z.strictObject({
    client: z.string(),
    remember: z.boolean().optional(),
    transport: z.enum(transports).optional(),
    lifetime: lifetimeInput.optional(),
  }),
  device: deviceInput,
  /** How many events had ended or outdated the person's sessions by then. One more, and the proof is worth nothing. */
  endings: z.int(),
  /** Milliseconds since the epoch. */
  until: z.number(),
})
export type Choice = z.infer<typeof choiceSchema>

const livesMs = 5 * 60_000
const binding = 'session-choice'

/** How many events have ended or outdated all sessions of a person or of their tenant, as far as this process has read the log. */
export type CountEndings = (tenantId: string, userId: string) => number

export interface Choices {
  seal(choice: Omit<Choice, 'until'>): string
  /** Null: none of ours, or too old. */
  open(text: string): Choice | null
}

/** Choices are sealed for the client to hand back: nothing is stored for sign-ins that nobody completes. */
export const choices = (masterKey: Buffer, clock: Clock): Choices => {
  const key = deriveKey(masterKey, 'session-choices')
  const opened = (text: string): unknown => {
    const sealed = decodeBase64url(text)
    if (sealed === null) return null
    try {
      return JSON.parse(openText(key, sealed, binding))
    } catch {
      return null
    }
  }
  return {
    seal: (choice) =>
      seal(key, JSON.stringify({ ...choice, until: clock.now() + livesMs }), binding).toString('base64url'),
    open(text) {
      const choice = choiceSchema.safeParse(opened(text)).data
      return choice === undefined || choice.until <= clock.now() ? null : choice
    },
  }
}
