import { z } from 'zod'
import { zoneNamed } from '../activityByMinute/activity.ts'

export const timeZone = z
  .string()
  .refine((name) => zoneNamed(name) !== null, { message: 'must be a zone of the IANA list, such as Europe/Berlin' })
  .overwrite((name) => zoneNamed(name) ?? name)
  .default('UTC')
  .describe('Whose days and hours: 23 or 25 hours long where clocks are set')
