import { z } from 'zod'
import { filterBounds } from '../filter/syntax.ts'

export const paging = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().min(1).max(2000).optional(),
}
/** Takes more characters than the filter's parser does, so that the parser reports the mistake. */
export const filter = z
  .string()
  .max(filterBounds.characters * 2)
  .default('')

/** ISO 8601; whole years 1 to 9999, as every store can hold them. */
export const moment = z.iso.datetime({ offset: true }).refine((text) => {
  const at = Date.parse(text)
  return at >= Date.parse('0001-01-02T00:00:00.000Z') && at <= Date.parse('9999-12-30T00:00:00.000Z')
}, 'Give a time between the years 1 and 9999')

/** `since`: the position, as this tenant gets them, up to which a reader of one's own sessions knows them. */
export const ownEventsQuery = z.strictObject({ since: z.string().min(1).max(64).optional() })
