/**
 * A bounded map in two generations: what is used moves to the younger one, a full younger one becomes the older one, and the
 * older one before it is forgotten. So whatever was touched within the last `capacity` different keys is still there.
 */
export interface RecentKeys<Value> {
  get(name: string): Value | undefined
  set(name: string, value: Value): void
}

export const recentKeys = <Value>(capacity: number): RecentKeys<Value> => {
  let young = new Map<string, Value>()
  let old = new Map<string, Value>()
  const set = (name: string, value: Value): void => {
    if (young.size >= capacity) {
      old = young
      young = new Map()
    }
    young.set(name, value)
  }
  return {
    set,
    get(name) {
      const found = young.get(name)
      if (found !== undefined) return found
      const older = old.get(name)
      if (older !== undefined) set(name, older)
      return older
    },
  }
}
