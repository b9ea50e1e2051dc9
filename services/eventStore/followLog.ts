import type { Position } from '#events/envelope.ts'
import { sleeper } from '#services/ambient/sleeper.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { EventLog, StoredEvent, Stretch, WantedTypes } from './eventStore.ts'

/** The result of one read of the log. */
export interface LogRead<Item> {
  items: Item[]
  /** Every wanted event up to this position has been read. */
  to: Position
  /** The read reached the end of the log as it was when the read began. */
  isAll: boolean
}

/**
 * The log ends before a position that was read already: it was restored from a copy, or is read from a server that lags
 * behind.
 */
export class LogWentBack extends Error {
  readonly after: Position
  readonly head: Position

  constructor(after: Position, head: Position) {
    super(`The log ends at position ${head}, but was read up to ${after} before: it has gone back`)
    this.name = 'LogWentBack'
    this.after = after
    this.head = head
  }
}

export interface FollowRequest<Item> {
  log: Pick<EventLog, 'readWanted' | 'onAppended'>
  /** Exclusive. */
  after: Position
  /** Events of one read at most. */
  limit: number
  /** Asked before every read. When the answer changed while a read was under way, the read is repeated. */
  types: () => WantedTypes
  signal: AbortSignal
  /** Turns stored events into what `onRead` takes. If the store goes away meanwhile, the events are read again. */
  open: (events: StoredEvent[]) => Item[] | Promise<Item[]>
  /** Called with every read, even one without items, in order and one at a time. If it throws, following ends. */
  onRead: (read: LogRead<Item>) => Promise<void> | void
  /**
   * Called, also during a read, when everything up to a position is known without one: what was appended right behind the
   * events read holds no wanted event. Absent: it is read all the same.
   */
  onPassed?: (to: Position) => void
  /** Called before every read. */
  beforeRead?: () => void
  /** Called once with a function that makes the follower read at once instead of waiting. */
  onWaker?: (wake: () => void) => void
}

/** A wake-up may get lost, so the log is asked this often without one. */
export const askAgainMs = 250

export const isAway = (error: unknown): error is CodedError =>
  error instanceof CodedError && error.code === 'store-unavailable'

const holdsWanted = (stretch: Stretch, types: WantedTypes): boolean =>
  types === null || types.some((type) => stretch.types.has(type))

/** Reads once; undefined when the store is away. */
const readOnce = async <Item>(request: FollowRequest<Item>, after: Position): Promise<LogRead<Item> | undefined> => {
  const { log, limit, open, types } = request
  try {
    const wanted = types()
    const { events, upTo: to, head } = await log.readWanted({ after, limit, types: wanted })
    if (to < after) throw new LogWentBack(after, to)
    const items = await open(events)
    if (types() !== wanted) return await readOnce(request, after)
    return { items, to, isAll: to >= head }
  } catch (error) {
    if (isAway(error)) return undefined
    throw error
  }
}

/** How far the log is known: by reads, and by stretches that hold no wanted event and join without a gap. */
const knownLog = (from: Position) => {
  let upTo = from
  /** Stretches that begin further on, by where they begin: their answers overtook an append's or a read's. */
  const ahead = new Map<Position, Position>()
  const join = (): Position => {
    for (let next = ahead.get(upTo); next !== undefined; next = ahead.get(upTo)) {
      ahead.delete(upTo)
      upTo = next
    }
    return upTo
  }
  return {
    upTo: () => upTo,
    pass(stretch: Stretch): Position {
      ahead.set(stretch.after, stretch.upTo)
      return join()
    },
    read(to: Position): void {
      upTo = Math.max(upTo, to)
      for (const after of ahead.keys()) if (after < upTo) ahead.delete(after)
      join()
    },
  }
}

/**
 * Reads the log from a position on until the signal aborts. It goes on when the store is away. Rejects with what
 * `onRead` throws.
 * @throws LogWentBack
 */
export const followLog = async <Item>(request: FollowRequest<Item>): Promise<void> => {
  const { signal, types, onPassed } = request
  const { wake, sleep } = sleeper()
  const known = knownLog(request.after)
  const unlisten = request.log.onAppended((stretch) => {
    if (stretch === undefined || onPassed === undefined || holdsWanted(stretch, types())) wake()
    else onPassed(known.pass(stretch))
  })
  signal.addEventListener('abort', wake)
  request.onWaker?.(wake)
  try {
    while (!signal.aborted) {
      request.beforeRead?.()
      const read = await readOnce(request, known.upTo())
      if (read !== undefined && !signal.aborted) {
        await request.onRead(read)
        known.read(read.to)
      }
      if (read?.isAll !== false) await sleep(askAgainMs)
    }
  } finally {
    unlisten()
    signal.removeEventListener('abort', wake)
  }
}
