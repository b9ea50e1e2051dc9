import type { z } from 'zod'
import type { Logger } from '#services/logging/logger.ts'
import { listen } from './listen.ts'
import type { Pool } from './pool.ts'

/** Messages to every process on this database, the sender too. One may be lost. */
export interface Notices<Message> {
  publish(message: Message): void
  /** Answers a function that stops listening. */
  listen(onMessage: (message: Message) => void): () => void
  close: () => Promise<void>
}

export interface NoticesNeeds<Schema extends z.ZodType> {
  writer: Pool
  channel: string
  schema: Schema
  logger: Logger
  /** Logged when a message could not be sent; once until one can be again. */
  failure: string
}

/** Messages that wait to be sent while the database is slow or away. Beyond them the newest are lost, or they would fill the memory. */
const mostWaiting = 1_000

const parse = <Schema extends z.ZodType>(schema: Schema, payload: string): z.infer<Schema> | null => {
  try {
    return schema.parse(JSON.parse(payload))
  } catch {
    return null
  }
}

/** Exchanges messages as notifications of the database that all processes share. A payload must stay below 8,000 bytes. */
export const notices = <Schema extends z.ZodType>({
  writer,
  channel,
  schema,
  logger,
  failure,
}: NoticesNeeds<Schema>): Notices<z.infer<Schema>> => {
  const listeners = new Set<(message: z.infer<Schema>) => void>()
  const stop = listen(writer, channel, (payload) => {
    // `listen` calls with an empty payload after it reconnected. A payload that is no message comes from another release.
    const message = payload === '' ? null : parse(schema, payload)
    if (message !== null) for (const listener of listeners) listener(message)
  })
  let isFailing = false
  let isClosing = false
  const send = async (message: z.infer<Schema>): Promise<void> => {
    // Nobody waits for each of them to fail.
    if (isFailing && isClosing) return
    try {
      await writer.query('select pg_notify($1, $2)', [channel, JSON.stringify(message)])
      isFailing = false
    } catch (error) {
      if (!isFailing) logger.warn(failure, { error })
      isFailing = true
    }
  }
  // Sent one after the other: a message may say that all before it is done, so it must not overtake an earlier one.
  let sent = Promise.resolve()
  let waiting = 0
  const sendNext = async (message: z.infer<Schema>): Promise<void> => {
    await send(message)
    waiting -= 1
  }
  return {
    publish(message) {
      if (waiting >= mostWaiting) return
      waiting += 1
      sent = sent.then(() => sendNext(message))
    },
    listen(onMessage) {
      listeners.add(onMessage)
      return () => void listeners.delete(onMessage)
    },
    async close() {
      isClosing = true
      await sent
      await stop()
    },
  }
}
