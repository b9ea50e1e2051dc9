import { z } from 'zod'

/** ISO 8601 UTC with milliseconds. */
export const instantShape = z.iso.datetime({ precision: 3 })
export const personNamedShape = z.object({ email: z.string(), name: z.string() })

/** One page of a list. `total` is exact for the filter, or null where counting takes longer. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.int().nullable() })

/** Every item there is. */
export const itemsOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) })
