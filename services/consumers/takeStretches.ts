import type { Position } from '#events/envelope.ts'
import { type FeedBatch, PartitionsMoved } from '#services/feed/eventFeed.ts'
import { isOfThisLog, LogReplaced, markAfter, type MarkedEvent, type ReadMark } from '#services/eventStore/readMark.ts'
import { transaction } from '#services/postgres/transaction.ts'
import type { Consumer, Effect, Stretch } from './consumer.ts'
import { parkedBy, parkEvents } from './parkedEvents.ts'
import { isPassing, retryParked } from './retryParked.ts'

/** When there is nothing to write, the checkpoint moves only once in this many events or this much time. */
const eventsBetweenCheckpoints = 1_000
const betweenCheckpointsMs = 10_000
/** Parked events are tried again this often. */
const retryEveryMs = 10 * 60_000
/** The same events may fail this often before one of them is blamed. */
const attempts = 5
/**
 * When this many events in a row were to blame, the cause is not the events: the consumer stops until somebody looks.
 */
const mostParkedInRow = 10

/** How far this process has read a partition. */
interface Reading {
  /** Position up to which events were handled. */
  read: Position
  /** The checkpoint, as far as this process knows. */
  stored: Position
  /** The last event that was handled; null: none is known. */
  event: MarkedEvent | null
  unsaved: number
  /** Milliseconds since the epoch, like `retryAt`. */
  savedAt: number
  /** When parked events are tried again. */
  retryAt: number
  /** Parked events up to here were tried the last time; 0: all were. */
  retriedUpTo: Position
}

const nothing: Effect = async () => undefined

const halvesOf = ({ partition, from, events, to }: Stretch): Stretch[] => {
  const half = events.slice(0, Math.ceil(events.length / 2))
  const middle = half.at(-1)!.position
  return [
    { partition, from, events: half, to: middle },
    { partition, from: middle, events: events.slice(half.length), to },
  ]
}

/**
 * Takes the batches of a feed: prepares them, writes the results with the checkpoint, and sets failing events aside.
 */
export const takeStretches = (consumer: Consumer) => {
  const { name, pool, checkpoints, handle, log, isIndependent = false, standing, clock, logger } = consumer
  const readings = new Map<number, Reading>()
  /** Of each partition: up to where a stretch failed, and how often in a row. What succeeds elsewhere says nothing of it. */
  const failing = new Map<number, { upTo: Position; times: number }>()
  let storing: Promise<void> = Promise.resolve()
  let parkedInRow = 0
  let turn: Promise<unknown> = Promise.resolve()

  /** Batches and what operators ask for take turns, because both may change the same rows. */
  const inTurn = <Result>(run: () => Promise<Result>): Promise<Result> => {
    const result = turn.then(run)
    turn = result.catch(() => undefined)
    return result
  }

  const readingOf = (partition: number): Reading => {
    const reading = readings.get(partition)
    if (reading === undefined) throw new PartitionsMoved()
    return reading
  }
  const reached = ({ partition, events, to }: Stretch): void => {
    const reading = readingOf(partition)
    const { event } = markAfter({ position: reading.read, event: reading.event }, events, to)
    Object.assign(reading, { read: Math.max(reading.read, to), event })
    standing.reached(partition, reading.read)
  }
  /** Whether an event may be to blame for a failure. */
  const mayBeAtFault = (error: unknown): boolean => {
    if (consumer.isAtFault !== undefined) return consumer.isAtFault(error)
    return !isPassing(error) && parkedInRow < mostParkedInRow
  }
  const isPatient = ({ partition, to }: Stretch): boolean => {
    const { upTo, times } = failing.get(partition) ?? { upTo: 0, times: 0 }
    failing.set(partition, { upTo: Math.max(upTo, to), times: times + 1 })
    return consumer.isAtFault === undefined && times < attempts - 1
  }
  const isPast = ({ partition, to }: Stretch): boolean => to >= (failing.get(partition)?.upTo ?? 0)

  const store = async (stretch: Stretch, effect: Effect): Promise<void> => {
    const { partition, events, to } = stretch
    const reading = readingOf(partition)
    const mark = markAfter({ position: reading.stored, event: reading.event }, events, to)
    await transaction(pool, async (connection) => {
      const after = await checkpoints.lock(connection, partition)
      // If the checkpoint was moved back, we never got the events in between. If another process moved it on, what
      // `handle` prepared may be outdated.
      if (after < reading.stored || (!isIndependent && after > reading.stored)) throw new PartitionsMoved()
      if (to <= after) return
      await effect(connection, after)
      await checkpoints.save(connection, partition, mark)
    })
    Object.assign(reading, { stored: Math.max(reading.stored, to), unsaved: 0, savedAt: clock.now() })
    reached(stretch)
  }

  const isDue = ({ unsaved, savedAt }: Reading): boolean =>
    unsaved >= eventsBetweenCheckpoints || clock.now() - savedAt >= betweenCheckpointsMs

  const storeWhenDue = async (stretch: Stretch, effect: Effect | null): Promise<void> => {
    const reading = readingOf(stretch.partition)
    if (stretch.from > reading.read) throw new PartitionsMoved()
    reading.unsaved += stretch.events.length
    if (effect !== null || isDue(reading)) await store(stretch, effect ?? nothing)
    reached(stretch)
  }

  const setAside = async (stretch: Stretch, error: unknown): Promise<void> => {
    if (consumer.setAside !== undefined) return store(stretch, await consumer.setAside(stretch))
    const parked = stretch.events.map((event) => parkedBy(name, event, error))
    await store(stretch, (connection) => parkEvents(connection, parked))
    parkedInRow += 1
    for (const each of parked) logger.error('an event could not be taken; it is parked', { ...each, error })
  }

  /** `isNarrowing`: the stretch is being halved to find the failing event. */
  const work = async (stretch: Stretch, ready: Promise<Effect | null>, isNarrowing = false): Promise<void> => {
    try {
      await storeWhenDue(stretch, await ready)
      if (stretch.events.length > 0) parkedInRow = 0
      if (!isPast(stretch)) return
      failing.delete(stretch.partition)
      standing.well()
    } catch (error) {
      if (!mayBeAtFault(error) || (!isNarrowing && isPatient(stretch)) || stretch.events.length === 0) throw error
      if (stretch.events.length === 1) return setAside(stretch, error)
      for (const half of halvesOf(stretch)) await work(half, handle(half), true)
    }
  }

  /** Runs while no stretch is being prepared or stored, because both may change the same rows. */
  const retryWhenDue = async (partition: number): Promise<void> => {
    const reading = readingOf(partition)
    if (clock.now() < reading.retryAt) return
    await finish()
    reading.retriedUpTo = await retryParked(consumer, { partition, stored: reading.stored, after: reading.retriedUpTo })
    reading.retryAt = clock.now() + retryEveryMs
  }

  /** Each failure is thrown only once: the caller then reads the log from the checkpoint again. */
  const finish = async (): Promise<void> => {
    const before = storing
    storing = Promise.resolve()
    await before
  }
  /** @throws LogReplaced, or PartitionsMoved when the consumer has forgotten all and begins anew */
  const soundMark = async (partition: number): Promise<ReadMark> => {
    const mark = await checkpoints.read(partition)
    if (await isOfThisLog(log, mark)) return mark
    if (consumer.forget === undefined) throw new LogReplaced(mark)
    logger.error('the log was put back from a copy: a consumer begins anew', { consumer: name, ...mark })
    await consumer.forget()
    throw new PartitionsMoved()
  }
  const take = async ({ partition, from, events, to, head }: FeedBatch): Promise<void> => {
    await retryWhenDue(partition)
    const { read } = readingOf(partition)
    if (to <= read) return
    const stretch = { partition, from, events: events.filter(({ position }) => position > read), to }
    const ready = handle(stretch)
    // `work` awaits it too and handles the failure.
    await ready.catch(() => undefined)
    await finish()
    storing = work(stretch, ready)
    storing.catch(() => undefined)
    if (!isIndependent || to >= head) await finish()
  }
  /** So many in a turn, until all were tried. */
  const retryAskedOf = async (partition: number): Promise<void> => {
    let after: Position = 0
    const next = (): Promise<Position> =>
      retryParked(consumer, { partition, stored: readingOf(partition).stored, after, asked: true })
    do after = await inTurn(next)
    while (after > 0 && !consumer.signal.aborted)
  }
  return {
    async begin(partition: number): Promise<Position> {
      const { position, event } = await soundMark(partition)
      const now = clock.now()
      readings.set(partition, {
        read: position,
        stored: position,
        event,
        unsaved: 0,
        savedAt: now,
        retryAt: now,
        retriedUpTo: 0,
      })
      standing.reached(partition, position)
      return position
    },
    /** Resolves when the stretch is prepared and the one before it is stored; rejects with the failure of either. */
    take: (batch: FeedBatch): Promise<void> => inTurn(() => take(batch)),
    /** Tries the parked events that an operator asked for, between two batches. Never rejects. */
    async retryAsked(): Promise<void> {
      try {
        for (const partition of readings.keys()) await retryAskedOf(partition)
      } catch (error) {
        logger.warn('parked events that were asked for are tried again later', { consumer: name, error })
        for (const reading of readings.values()) reading.retryAt = 0
      }
    },
    finish,
  }
}
