/** Something of a weight that is done to one stream. */
export interface StreamItem {
  stream: string
  weight: number
}

/** First come, first served, but a stream's next item waits until the one before is freed. */
export interface StreamQueue<Item extends StreamItem> {
  add(item: Item): void
  /** Items of different streams up to a total weight, at least one when any is ready. They are out until freed. */
  take(limit: number): Item[]
  /** The item is done: the next of its stream is ready. */
  free(item: Item): void
  /** Removes waiting items (ready or behind others) that match. */
  remove(matches: (item: Item) => boolean): Item[]
  /** Weight of what may be taken. */
  readyWeight(): number
}

export const streamQueue = <Item extends StreamItem>(): StreamQueue<Item> => {
  let ready: Item[] = []
  let readyWeight = 0
  /** Streams that are ready or out, each with what waits behind. */
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
