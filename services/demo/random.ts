/** A seeded source of chance: the same seed gives the same people, devices and plans. Not for secrets. */
export interface Chance {
  /** In [0, 1). */
  next(): number
  /** Whole, both ends included. */
  whole(least: number, most: number): number
  between(least: number, most: number): number
  happens(probability: number): boolean
  /** @throws RangeError on an empty list */
  pick<Item>(items: readonly Item[]): Item
  /** Exponentially distributed with that mean: times between independent happenings. */
  wait(mean: number): number
  /** A new source for one person, so that what that person does changes no other person's chances. */
  fork(name: string): Chance
}

/** FNV-1a. */
const hash = (text: string): number => {
  let value = 0x811c9dc5
  for (const letter of text) value = Math.imul(value ^ letter.codePointAt(0)!, 0x01000193)
  return value >>> 0
}

/** mulberry32 (Tommy Ettinger): 32 bits of state, passes gjrand. */
export const seededChance = (seed: number): Chance => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
  const whole = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    whole,
    between: (least, most) => least + next() * (most - least),
    happens: (probability) => next() < probability,
    pick(items) {
      if (items.length === 0) throw new RangeError('Nothing to pick from')
      return items[whole(0, items.length - 1)]!
    },
    wait: (mean) => -mean * Math.log(1 - next()),
    fork: (name) => seededChance(hash(`${seed}/${name}`)),
  }
}
