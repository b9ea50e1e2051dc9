import type { Clock } from '#services/ambient/clock.ts'

/** A clock that stands still until it is moved on. */
export interface SimulatedClock extends Clock {
  /** Moves the clock to `instant`, in milliseconds since the epoch; never backwards. */
  moveTo(instant: number): void
}

export const simulatedClock = (start: number): SimulatedClock => {
  let current = start
  return {
    now: () => current,
    moveTo(instant) {
      current = Math.max(current, Math.floor(instant))
    },
  }
}

export type Action = () => Promise<void>

/** Planned actions in order of time; those of equal time in order of planning. */
export interface Timeline {
  /** Milliseconds since the epoch. */
  plan(at: number, action: Action): void
  /** Moves the clock from one action to the next until none before `until` is left. */
  run(until: number): Promise<void>
}

interface Planned {
  at: number
  order: number
  action: Action
}

const isBefore = (one: Planned, other: Planned): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order)

/** Index of the smaller child, or of the last element. */
const earlierChild = (heap: readonly Planned[], parent: number): number => {
  const left = parent * 2 + 1
  const right = left + 1
  return right < heap.length && isBefore(heap[right]!, heap[left]!) ? right : left
}

const swap = (heap: Planned[], one: number, other: number): void => {
  ;[heap[one], heap[other]] = [heap[other]!, heap[one]!]
}

const push = (heap: Planned[], planned: Planned): void => {
  let place = heap.push(planned) - 1
  while (place > 0) {
    const parent = (place - 1) >> 1
    if (!isBefore(heap[place]!, heap[parent]!)) return
    swap(heap, place, parent)
    place = parent
  }
}

const pop = (heap: Planned[]): Planned | undefined => {
  const first = heap[0]
  const last = heap.pop()
  if (heap.length === 0 || last === undefined) return first
  heap[0] = last
  for (let place = 0; ;) {
    const child = earlierChild(heap, place)
    if (child >= heap.length || !isBefore(heap[child]!, heap[place]!)) return first
    swap(heap, place, child)
    place = child
  }
}

/** `afterEach` runs after every action, at its time. */
export const timeline = (clock: SimulatedClock, afterEach: Action): Timeline => {
  const heap: Planned[] = []
  let order = 0
  return {
    plan(at, action) {
      order += 1
      push(heap, { at, order, action })
    },
    async run(until) {
      while (heap.length > 0 && heap[0]!.at < until) {
        const { at, action } = pop(heap)!
        clock.moveTo(at)
        await action()
        await afterEach()
      }
      clock.moveTo(until)
    },
  }
}
