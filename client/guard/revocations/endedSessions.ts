import type { SessionWords } from './sessionWords.ts'

/** Which sessions are over, each until its last access token has expired. */
export interface EndedSessions {
  /** `until`: seconds since the epoch. */
  add: (session: SessionWords, until: number) => void
  has: (session: SessionWords) => boolean
  /** Looks through a part of the sessions and forgets those whose time is over. */
  forgetSome: (now: number) => void
  size: () => number
}

const leastSlots = 1_024
/** So many calls of `forgetSome` look through everything. */
const turns = 60
const wordsOfSlot = 5

/**
 * A hash table in one typed array, with linear probing: 20 bytes a slot, at most three slots in four filled, nothing for the garbage collector
 * to look through. The last word of an id is random, so it is the hash. A slot whose time is 0 is free.
 */
export const endedSessions = (): EndedSessions => {
  let slots = leastSlots
  let table = new Int32Array(slots * wordsOfSlot)
  let size = 0
  let cursor = 0

  const untilAt = (slot: number): number => table[slot * wordsOfSlot + 4]! >>> 0
  const homeAt = (slot: number): number => table[slot * wordsOfSlot + 3]! & (slots - 1)
  const next = (slot: number): number => (slot + 1) & (slots - 1)
  const holds = (slot: number, session: ArrayLike<number>): boolean => {
    const at = slot * wordsOfSlot
    for (let word = 0; word < 4; word += 1) if (table[at + word] !== session[word]) return false
    return true
  }
  /** Where the session is, or where it would stand. */
  const slotOf = (session: ArrayLike<number>): number => {
    let slot = session[3]! & (slots - 1)
    while (untilAt(slot) !== 0 && !holds(slot, session)) slot = next(slot)
    return slot
  }
  const resize = (to: number): void => {
    const [before, count] = [table, slots]
    slots = to
    table = new Int32Array(slots * wordsOfSlot)
    cursor = 0
    for (let at = 0; at < count * wordsOfSlot; at += wordsOfSlot) {
      const filled = before.subarray(at, at + wordsOfSlot)
      if (filled[4] !== 0) table.set(filled, slotOf(filled) * wordsOfSlot)
    }
  }
  /** Closes the gap with what was pushed behind it, so that no search stops early. */
  const free = (slot: number): void => {
    let gap = slot
    for (let at = next(gap); untilAt(at) !== 0; at = next(at)) {
      const isPushed = ((at - homeAt(at)) & (slots - 1)) >= ((at - gap) & (slots - 1))
      if (!isPushed) continue
      table.copyWithin(gap * wordsOfSlot, at * wordsOfSlot, (at + 1) * wordsOfSlot)
      gap = at
    }
    table[gap * wordsOfSlot + 4] = 0
    size -= 1
  }
  const shrink = (): void => {
    if (slots > leastSlots && size < slots / 8) resize(Math.max(leastSlots, slots / 4))
  }
  return {
    add(session, until) {
      const slot = slotOf(session)
      if (untilAt(slot) !== 0) return void (table[slot * wordsOfSlot + 4] = Math.max(untilAt(slot), until))
      table.set([...session, until], slot * wordsOfSlot)
      size += 1
      if (size > (slots / 4) * 3) resize(slots * 2)
    },
    has: (session) => untilAt(slotOf(session)) !== 0,
    forgetSome(now) {
      for (let left = Math.ceil(slots / turns); left > 0; left -= 1) {
        // What closes the gap stands in the same slot, and is looked at next.
        while (untilAt(cursor) !== 0 && untilAt(cursor) < now) free(cursor)
        cursor = next(cursor)
      }
      shrink()
    },
    size: () => size,
  }
}
