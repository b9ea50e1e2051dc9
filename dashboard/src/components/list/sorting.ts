/** How a list sorted by `sort` (`key` or `-key`) is ordered by this key, for `aria-sort`. Undefined: by another. */
export const directionOf = (sort: string, key: string | undefined): 'ascending' | 'descending' | undefined => {
  if (key === undefined) return undefined
  return sort === key ? 'ascending' : sort === `-${key}` ? 'descending' : undefined
}

/** The order after somebody asked for this key: its first one, or the other one where that is in force. */
export const nextSort = (sort: string, key: string, startsDescending: boolean): string => {
  const [first, second] = startsDescending ? [`-${key}`, key] : [key, `-${key}`]
  return sort === first ? second : first
}
