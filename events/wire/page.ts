import { z } from 'zod'

/** ISO 8601 UTC with milliseconds. */
export const instantShape = z.iso.datetime({ precision: 3 })
export const personNamedShape = z.object({ email: z.string(), name: z.string() })

/** One page of a list. `total` is exact for the filter, or null where counting takes longer. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.int().nullable() })

/** What an answer says of a list whose order never changes. */
export const fixedOrder =
  'A page. No row changes its place in this order: pages followed to the end hold each row that was there all along, once.'

/** What an answer says of a list that can be sorted by values that change. `fixed`: the orders whose values do not. */
export const movingOrder = (fixed: string): string =>
  `A page. Sorted by ${fixed}, pages followed to the end hold each row that was there all along, once. By other values a row may move past the cursor between two pages, and be missed or come twice.`

/** Every item there is. */
export const itemsOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) })
