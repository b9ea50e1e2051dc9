export interface BoundedMap<Key, Value> {
  get(key: Key): Value | undefined
  set(key: Key, value: Value): void
}

/**
 * A map that forgets what was not used lately. Two generations: what is used moves to the young one, and when that is
 * full the old one goes. So a hit costs one look-up, and between half the capacity and all of it is kept.
 */
export const boundedMap = <Key, Value>(capacity: number): BoundedMap<Key, Value> => {
  let young = new Map<Key, Value>()
  let old = new Map<Key, Value>()
  const set = (key: Key, value: Value): void => {
    if (young.size >= capacity / 2 && !young.has(key)) {
      old = young
      young = new Map()
    }
    young.set(key, value)
  }
  return {
    get(key) {
      const value = young.get(key)
      if (value !== undefined) return value
      const aging = old.get(key)
      if (aging !== undefined) set(key, aging)
      return aging
    },
    set,
  }
}

/** What `make` answers, remembered by key as long as it is used. */
export const remembered = <Value>(capacity: number, make: (key: string) => Value): ((key: string) => Value) => {
  const known = boundedMap<string, Value>(capacity)
  return (key) => {
    const value = known.get(key) ?? make(key)
    known.set(key, value)
    return value
  }
}
