/** Remembers answers by key and forgets the least recently used beyond `capacity`. */
export const recentlyUsed = <Value>(capacity: number, make: (key: string) => Value): ((key: string) => Value) => {
  const known = new Map<string, Value>()
  return (key) => {
    const remembered = known.get(key)
    const value = remembered ?? make(key)
    if (remembered !== undefined) known.delete(key)
    else if (known.size >= capacity) known.delete(known.keys().next().value!)
    known.set(key, value)
    return value
  }
}
