export interface BoundedMap<Key, Value> {
  get(key: Key): Value | undefined
  set(key: Key, value: Value): void
  delete(key: Key): void
}

/** A map that forgets its least recently used entry beyond `capacity`. */
export const boundedMap = <Key, Value>(capacity: number): BoundedMap<Key, Value> => {
  const entries = new Map<Key, Value>()
  const place = (key: Key, value: Value): void => {
    entries.delete(key)
    entries.set(key, value)
  }
  return {
    get(key) {
      const value = entries.get(key)
      if (value !== undefined) place(key, value)
      return value
    },
    set(key, value) {
      place(key, value)
      if (entries.size > capacity) entries.delete(entries.keys().next().value!)
    },
    delete: (key) => void entries.delete(key),
  }
}
