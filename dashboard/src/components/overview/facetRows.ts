/** Sessions that have no value of a facet. No value is empty. */
export const unknown = ''

export interface FacetRow {
  value: string
  sessions: number
}

/** Values of a facet, frequent before rare. Sessions without a value are the difference to the total. */
export const facetRows = (counts: Readonly<Record<string, number>>, total: number): FacetRow[] => {
  const known = Object.entries(counts).flatMap(([value, sessions]) =>
    value === unknown || sessions <= 0 ? [] : [{ value, sessions }],
  )
  const missing = total - known.reduce((sum, { sessions }) => sum + sessions, 0)
  const rows = missing > 0 ? [...known, { value: unknown, sessions: missing }] : known
  return rows.sort((one, other) => other.sessions - one.sessions || one.value.localeCompare(other.value))
}

/** Keeps the rows in `order`, with new ones at the end. A value that no session has any more stays with zero. */
export const inOrder = (rows: readonly FacetRow[], order: readonly string[]): FacetRow[] => {
  const byValue = new Map(rows.map((row) => [row.value, row]))
  const before = order.map((value) => byValue.get(value) ?? { value, sessions: 0 })
  return [...before, ...rows.filter(({ value }) => !order.includes(value))]
}
