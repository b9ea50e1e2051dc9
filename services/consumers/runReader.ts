import type { RollcallEvent } from '#events/catalogue.ts'
import type { Position, Recorded } from '#events/envelope.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { transaction } from '#services/postgres/transaction.ts'
import type { Consumer, Effect } from './consumer.ts'
import { consumerCheckpoints, dropCheckpoints, readBegan } from './consumerCheckpoints.ts'
import { consumerStanding } from './consumerStanding.ts'
import { type Opening, openReadable } from './openReadable.ts'
import { dropParked } from './parkedEvents.ts'
import { runConsumer } from './runConsumer.ts'

/** What a reader is given by the process it runs in. */
export interface Reading extends Pick<Consumer, 'feed' | 'log' | 'clock' | 'logger' | 'signal'> {
  codec: Opening['codec']
  store: Pick<EventStore, 'head'>
  writer: Pool
  /** The reader reports its progress here. */
  standing?: Consumer['standing']
}

/**
 * Somebody who reads the log opened, and acts on what is new. What is parked is tried again, and when the log was put back from a copy it
 * begins anew.
 */
export interface Reader extends Reading, Pick<Consumer, 'name' | 'types' | 'limit'> {
  /**
   * As a consumer's, for the events that can be read; there is at least one. `began`: what had happened up to there when the reader first
   * ran only teaches it.
   */
  handleReadable: (events: readonly Recorded<RollcallEvent>[], began: () => Promise<Position>) => Promise<Effect | null>
  /** Forgets what it remembers, in the transaction that drops its checkpoints. */
  forgetMemory?: (connection: Queryable) => Promise<void>
}

/** Reads the log until the signal aborts, and never rejects. */
export const runReader = (reader: Reader): Promise<void> => {
  const { name, codec, store, writer, standing = consumerStanding(), logger, handleReadable, forgetMemory } = reader
  const onKeyMissing: Opening['onKeyMissing'] = (error, { position }) =>
    logger.error('an event was passed over because its key is missing', { consumer: name, position, error })
  const began = () => readBegan(writer, name)
  return runConsumer({
    ...reader,
    pool: writer,
    checkpoints: consumerCheckpoints(writer, name, () => store.head()),
    async handle({ events }) {
      const readable = await openReadable({ codec, onKeyMissing }, events)
      return readable.length === 0 ? null : handleReadable(readable, began)
    },
    retriesParked: true,
    forget: () =>
      transaction(writer, async (connection) => {
        await forgetMemory?.(connection)
        await dropParked(connection, name)
        await dropCheckpoints(connection, name)
      }),
    standing,
  })
}
