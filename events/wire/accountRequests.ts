import { z } from 'zod'
import { emailSchema } from '../text/emailAddress.ts'
import { preferencesSchema, zoneOfDevice } from '../user/preferences.ts'

const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** Null: the device goes by browser and system again. */
export const deviceNameBody = z.strictObject({ deviceName: z.string().trim().min(1).max(200).nullable() })
export const profileBody = z.strictObject({ name: z.string().trim().min(1).max(200) })
export const emailBody = z.strictObject({ email: emailSchema, password: z.string().min(1).max(1_000) })
export const preferencesBody = preferencesSchema.extend({
  timeZone: z
    .string()
    .max(64)
    .refine((zone) => zone === zoneOfDevice || isZone(zone), 'Give a time zone such as Europe/Lisbon'),
})
