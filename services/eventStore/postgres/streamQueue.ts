/** Something that is done to one stream. */
export interface StreamItem {
  stream: string
}

/** First come, first served, but a stream's next item waits until the one before is freed. */
export interface StreamQueue<Item extends StreamItem> {
  add(item: Item): void
  /** Items of different streams up to a total weight, at least one when any is ready. They are out until freed. */
  take(weightOf: (item: Item) => number, limit: number): Item[]
  /** The item is done: the next of its stream is ready. */
  free(item: Item): void
  /** Removes waiting items (ready or behind others) that match. */
  remove(matches: (item: Item) => boolean): Item[]
  hasReady(): boolean
}

export const streamQueue = <Item extends StreamItem>(): StreamQueue<Item> => {
  let ready: Item[] = []
  /** Streams that are ready or out, each with what waits behind. */
  const behind = new Map<string, Item[]>()

  const free = ({ stream }: Item): void => {
    const next = behind.get(stream)?.shift()
    if (next === undefined) behind.delete(stream)
    else ready.push(next)
  }
  return {
    add(item) {
      const waiting = behind.get(item.stream)
      if (waiting !== undefined) return void waiting.push(item)
      behind.set(item.stream, [])
      ready.push(item)
    },
    take(weightOf, limit) {
      let weight = 0
      let count = 0
      for (; count < ready.length; count++) {
        weight += weightOf(ready[count]!)
        if (count > 0 && weight > limit) break
      }
      const taken = ready.slice(0, count)
      ready = count === ready.length ? [] : ready.slice(count)
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
      left.forEach(free)
      return [...removed, ...left]
    },
    hasReady: () => ready.length > 0,
  }
}
