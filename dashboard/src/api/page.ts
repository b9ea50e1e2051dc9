/** One page of a list. `total` is exact for the filter, or null where counting takes longer. */
export interface Page<Item> {
  items: Item[]
  nextCursor: string | null
  total: number | null
}
