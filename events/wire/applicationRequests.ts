import { z } from 'zod'
import { clientRegistered } from '../tenant/events.ts'
import { whySchema } from './operationRequests.ts'
import { trimmed } from './trimmed.ts'

const registered = clientRegistered.data.shape

/** `https://app.example:8443`: as browsers send it in `Origin`. */
const isOrigin = (text: string): boolean => {
  if (text === 'self') return true
  const url = URL.canParse(text) ? new URL(text) : null
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.origin === text
}

const fields = {
  name: trimmed(registered.name),
  audience: registered.audience.regex(/^[\x21-\x7e]+$/, { message: 'takes visible ASCII characters' }),
  origins: z
    .array(z.string().max(300).refine(isOrigin, { message: 'is scheme, host and port, or self: https://app.example' }))
    .max(20),
  transport: registered.transport,
  lifetimes: registered.lifetimes,
}

export const applicationIdInput = registered.clientId
export const registerApplicationBody = z.strictObject({ id: applicationIdInput, ...fields })
/** What is absent stays. `lifetimes` replaces all of them. */
export const changeApplicationBody = z.strictObject(fields).partial()
/** `confirm` repeats the number of sessions that the preview showed. */
export const removeApplicationBody = z.strictObject({ ...whySchema.shape, confirm: z.int().min(0).max(1_000_000_000) })
export type RemoveApplicationBody = z.infer<typeof removeApplicationBody>
