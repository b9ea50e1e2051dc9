import type { Position } from '#events/envelope.ts'
import type { EventLog, StoredEvent } from '#services/eventStore/eventStore.ts'
import type { Consumption } from '../eventFeed.ts'
import { partitionIndex, partitionNumber } from '../partitions.ts'
import type { ConsumerHealth } from './feedHealth.ts'
import type { FeedMessage } from './feedMessage.ts'

/** The topic has more partitions than this consumer knew: all readers must begin again with the new number. */
export class PartitionsAdded extends Error {
  readonly told: number

  constructor(told: number) {
    super(`Messages are spread over ${told} partitions`)
    this.told = told
  }
}

/** The topic holds events that the store does not have: they come from a log that no longer exists. */
export class AnotherLog extends Error {
  constructor(position: Position) {
    super(`What the topic holds at position ${position} is not what the store holds`)
    this.name = 'AnotherLog'
  }
}

export interface PartitionReaderNeeds {
  consumption: Pick<Consumption, 'onBatch' | 'types' | 'limit' | 'signal'>
  log: Pick<EventLog, 'readWanted' | 'readAt' | 'head'>
  /** Origin of the log that is read, and the number of partitions. */
  origin: string
  count: number
  index: number
  /** Messages written for up to this many partitions are old: the partitions have been counted again since. */
  outdated: number
  /** The checkpoint to begin from. */
  from: Position
  health: ConsumerHealth
  /**
   * Tells Kafka that this process still holds the partition, while something takes long.
   * @throws when the partition was taken away
   */
  beat: () => Promise<void>
  /**
   * Called when more is missing than one read of the store brings: Kafka may still have it. Answers true when Kafka
   * delivers messages from the checkpoint on next, instead of the current ones.
   */
  seek: (from: Position) => Promise<boolean>
}

export interface PartitionReader {
  /**
   * Hands the new events of consecutive messages to the consumer. False: they were not taken, because earlier messages
   * come first.
   */
  take: (messages: readonly (FeedMessage | null)[], isNewest: boolean) => Promise<boolean>
}

/** Beyond any position: used as the head while more messages are waiting. */
const notYet = Number.MAX_SAFE_INTEGER

/**
 * Turns the messages of one partition into batches without gaps, repeats or disorder, whatever Kafka delivers. A
 * message's position shows what was read already; `partitionPrevious` shows what is missing, which is read from the
 * store. Messages that one relay wrote one after the other are from one log: before the consumer gets such a run, its
 * last event is compared with the store's.
 */
export const partitionReader = (needs: PartitionReaderNeeds): PartitionReader => {
  const { consumption, log, origin, count, index, outdated, health, beat, seek } = needs
  const { onBatch, types, limit, signal } = consumption
  const partition = partitionNumber(count, index)
  const isMine = ({ tenantId }: StoredEvent): boolean => partitionIndex(tenantId, count) === index
  const isWanted = ({ type }: StoredEvent): boolean => types === null || types.includes(type)
  let done = needs.from
  let maySeek = true
  /** The last event's message: the next one names its position, where the same relay wrote both in one go. */
  let chained: { position: Position; fence: number } | undefined

  const handOver = async (events: StoredEvent[], to: Position, isNewest: boolean): Promise<void> => {
    if (to <= done || signal.aborted) return
    await onBatch({ partition, from: done, events: events.filter(isWanted), to, head: isNewest ? to : notYet })
    done = to
    await beat()
  }

  /** @throws AnotherLog */
  const requireStored = async (events: readonly StoredEvent[], to: Position): Promise<void> => {
    if (to <= done) return
    const last = events.at(-1)
    const [stored] = last === undefined ? [] : await log.readAt([last.position])
    if (last !== undefined && stored?.id !== last.id) throw new AnotherLog(last.position)
    if (to > (last?.position ?? 0) && to > (await log.head())) throw new AnotherLog(to)
  }
  /** Hands over what messages brought. */
  const believe = async (events: StoredEvent[], to: Position, isNewest: boolean): Promise<void> => {
    await requireStored(events, to)
    await handOver(events, to, isNewest)
  }

  /** Brings the partition up to a position from the store. False: Kafka brings it. @throws AnotherLog */
  const fill = async (upTo: Position): Promise<boolean> => {
    while (done < upTo && !signal.aborted) {
      const { events, upTo: reached, head } = await log.readWanted({ after: done, limit, types })
      if (head < upTo) throw new AnotherLog(upTo)
      const isLong = reached < upTo
      if (isLong && maySeek && (await seek(done))) return (maySeek = false)
      maySeek = false
      const missing = events.filter((event) => event.position <= upTo && isMine(event))
      health.filled(missing.length)
      await handOver(missing, Math.min(reached, upTo), false)
    }
    return true
  }

  const isOfThisLog = (message: FeedMessage | null): message is FeedMessage => {
    if (message === null || message.origin !== origin) return false
    if (message.partitions > Math.max(count, outdated)) throw new PartitionsAdded(message.partitions)
    return message.partitions === count && (message.kind !== 'event' || isMine(message.event))
  }

  return {
    async take(messages, isNewest) {
      let run: StoredEvent[] = []
      let to = done
      let passedOver = 0
      for (const message of messages) {
        if (!isOfThisLog(message)) {
          passedOver += 1
          continue
        }
        const isLinked = message.partitionPrevious === chained?.position && message.fence === chained.fence
        if (message.kind === 'event') chained = message
        if (!isLinked || message.partitionPrevious > to) {
          await believe(run, to, false)
          run = []
        }
        if (message.partitionPrevious > to) {
          if (!(await fill(message.partitionPrevious))) return false
          to = done
        }
        if (message.kind === 'watermark') health.watermark(message.at)
        if (message.position <= to) {
          passedOver += message.kind === 'event' ? 1 : 0
          continue
        }
        to = message.position
        if (message.kind !== 'event') continue
        run.push(message.event)
        if (run.length < limit) continue
        await believe(run, to, false)
        run = []
      }
      maySeek = false
      health.passedOver(passedOver)
      await believe(run, to, isNewest)
      return true
    },
  }
}
