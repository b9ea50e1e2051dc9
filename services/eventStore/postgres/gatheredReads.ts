import type { StoredEvent } from '../eventStore.ts'
import { isAway } from '../followLog.ts'

/** A read of the events of a stream with revision >= `from`, at most `most`. */
export interface StreamRead {
  stream: string
  from: number
  most: number
}

interface Waiting extends StreamRead {
  resolve: (events: StoredEvent[]) => void
  reject: (error: unknown) => void
}

export interface GatheredReadsNeeds {
  /** Answers one list of events per read, in order. */
  readStreams: (reads: readonly StreamRead[]) => Promise<StoredEvent[][]>
  /** How many statements may be under way at once. */
  lanes: number
  /** The largest number of reads in one statement. */
  batchReads: number
}

/**
 * Gathers concurrent reads of streams into one statement. Most reads find nothing new after a state in memory, so a statement of
 * its own would cost each of them far more than its events do. Nobody waits for a timer: a read goes as soon as a lane is free,
 * with those that came in the same turn of the event loop. If a statement fails while the store is there, each of its reads goes
 * alone: a row that is damaged on disk then fails its own stream, and no other tenant's.
 */
export const gatheredReads = ({ readStreams, lanes, batchReads }: GatheredReadsNeeds) => {
  let waiting: Waiting[] = []
  let idleLanes = lanes
  let isScheduled = false

  const send = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      const answers = await readStreams(batch)
      batch.forEach(({ resolve }, place) => resolve(answers[place]!))
    } catch (error) {
      if (batch.length === 1 || isAway(error)) for (const { reject } of batch) reject(error)
      else for (const read of batch) await send([read])
    }
  }
  const schedule = (): void => {
    if (isScheduled || waiting.length === 0 || idleLanes === 0) return
    isScheduled = true
    setImmediate(startLane)
  }
  const startLane = (): void => {
    isScheduled = false
    const batch = waiting.slice(0, batchReads)
    waiting = waiting.slice(batchReads)
    idleLanes -= 1
    void send(batch).finally(() => {
      idleLanes += 1
      schedule()
    })
    schedule()
  }
  return (read: StreamRead): Promise<StoredEvent[]> =>
    new Promise((resolve, reject) => {
      waiting.push({ ...read, resolve, reject })
      schedule()
    })
}
