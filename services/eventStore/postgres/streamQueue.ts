/** Work of some weight on one stream. */
export interface StreamItem {
  stream: string
  weight: number
}

/** Items leave in the order they came, but a stream's next item waits until the one before is freed. */
export interface StreamQueue<Item extends StreamItem> {
  add(item: Item): void
  /**
   * Takes items of different streams up to a total weight, at least one when any is ready. They are out until freed.
   */
  take(limit: number): Item[]
  /** The caller is done with the item: the next item of its stream becomes ready. */
  free(item: Item): void
  /** Removes matching items that wait, ready or not. */
  remove(matches: (item: Item) => boolean): Item[]
  /** Total weight of the items that are ready. */
  readyWeight(): number
}

export const streamQueue = <Item extends StreamItem>(): StreamQueue<Item> => {
  let ready: Item[] = []
  let readyWeight = 0
  /** Streams whose first item is ready or out, each with the items that wait behind it. */
  const behind = new Map<string, Item[]>()

  const makeReady = (item: Item): void => {
    ready.push(item)
    readyWeight += item.weight
  }
  const free = ({ stream }: Item): void => {
    const next = behind.get(stream)?.shift()
    if (next === undefined) behind.delete(stream)
    else makeReady(next)
  }
  return {
    add(item) {
      const waiting = behind.get(item.stream)
      if (waiting !== undefined) return void waiting.push(item)
      behind.set(item.stream, [])
      makeReady(item)
    },
    take(limit) {
      let weight = 0
      let count = 0
      for (; count < ready.length; count++) {
        if (count > 0 && weight + ready[count]!.weight > limit) break
        weight += ready[count]!.weight
      }
      const taken = ready.slice(0, count)
      ready = count === ready.length ? [] : ready.slice(count)
      readyWeight -= weight
      return taken
    },
    free,
    remove(matches) {
      const removed: Item[] = []
      for (const [stream, waiting] of behind) {
        removed.push(...waiting.filter(matches))
        behind.set(
          stream,
          waiting.filter((item) => !matches(item)),
        )
      }
      const left = ready.filter(matches)
      ready = ready.filter((item) => !matches(item))
      for (const item of left) readyWeight -= item.weight
      left.forEach(free)
      return [...removed, ...left]
    },
    readyWeight: () => readyWeight,
  }
}
