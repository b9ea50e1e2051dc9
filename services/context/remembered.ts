import QuickLRU from 'quick-lru'

/** What `make` answers, remembered by key: at least the `kept` keys used last, at most twice as many. */
export const remembered = <Value extends object>(
  kept: number,
  make: (key: string) => Value,
): ((key: string) => Value) => {
  const known = new QuickLRU<string, Value>({ maxSize: kept })
  return (key) => {
    const held = known.get(key)
    if (held !== undefined) return held
    const made = make(key)
    known.set(key, made)
    return made
  }
}
