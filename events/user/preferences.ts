import { z } from 'zod'
import { personalOr } from '../personal.ts'

export const themes = ['system', 'light', 'dark'] as const
export const rowHeights = ['compact', 'comfortable'] as const
/** How dates and times are written: order and names of months, 12 or 24 hours. */
export const timeLanguages = [
  'en-GB',
  'en-US',
  'cs-CZ',
  'da-DK',
  'de-DE',
  'es-ES',
  'fi-FI',
  'fr-FR',
  'it-IT',
  'ja-JP',
  'nb-NO',
  'nl-NL',
  'pl-PL',
  'pt-BR',
  'sv-SE',
] as const
/** The zone of whatever device the person looks at. */
export const zoneOfDevice = 'device'

/** What a person has set for how pages look to them, in whatever browser. */
export const preferencesSchema = z.strictObject({
  theme: z.enum(themes),
  rowHeight: z.enum(rowHeights),
  /** A name of the IANA database, or `zoneOfDevice`. */
  timeZone: personalOr(z.string().regex(/^[A-Za-z0-9_+/-]{1,64}$/), 'UTC'),
  timeLanguage: z.enum(timeLanguages),
})
export type Preferences = z.infer<typeof preferencesSchema>

/** What holds for somebody who has set nothing. */
export const defaultPreferences: Preferences = {
  theme: 'system',
  rowHeight: 'compact',
  timeZone: 'UTC',
  timeLanguage: 'en-GB',
}
