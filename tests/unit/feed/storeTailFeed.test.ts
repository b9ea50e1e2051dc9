import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { CodedError } from '#services/ports/errors.ts'
import { noStream } from '#services/eventStore/eventStore.ts'
import { memoryEventLog } from '#services/eventStore/memoryEventLog.ts'
import type { FeedBatch } from '#services/feed/eventFeed.ts'
import { storeTailFeed } from '#services/feed/storeTailFeed.ts'
import { storableEvents } from '../../support/storableEvent.ts'

const filledLog = async (events: number) => {
  const log = memoryEventLog()
  for (let count = 0; count < events; count++) await log.append(randomUUID(), storableEvents(1), noStream)
  return log
}

const adopt = async (): Promise<void> => undefined

describe('the store’s tail as a feed', () => {
  it('hands over everything after the checkpoint, in order, batch after batch', async () => {
    const log = await filledLog(7)
    const batches: FeedBatch[] = []
    const abort = new AbortController()
    await storeTailFeed(log).consume({
      adopt,
      checkpoint: async () => 2,
      types: null,
      limit: 2,
      signal: abort.signal,
      async onBatch(batch) {
        batches.push(batch)
        if (batch.to === 7) abort.abort()
      },
    })
    expect(batches.map(({ events }) => events.map(({ position }) => position))).toEqual([[3, 4], [5, 6], [7]])
    expect(batches.map(({ partition, from, to, head }) => [partition, from, to, head])).toEqual([
      [0, 2, 4, 7],
      [0, 4, 6, 7],
      [0, 6, 7, 7],
    ])
  })

  it('hands over what comes later, and nothing more once it is told to stop', async () => {
    const log = await filledLog(0)
    const abort = new AbortController()
    const seen: number[] = []
    const arrived = Promise.withResolvers<void>()
    const consuming = storeTailFeed(log).consume({
      adopt,
      checkpoint: async () => 0,
      types: null,
      limit: 10,
      signal: abort.signal,
      async onBatch({ events }) {
        seen.push(...events.map(({ position }) => position))
        arrived.resolve()
      },
    })
    await log.append('late', storableEvents(1), noStream)
    await arrived.promise
    abort.abort()
    await consuming
    await log.append('later', storableEvents(1), noStream)
    expect(seen).toEqual([1])
  })

  it('asks for the checkpoint again when the store went away while a batch was committed', async () => {
    const log = await filledLog(3)
    const abort = new AbortController()
    const delivered: number[][] = []
    let checkpoint = 0
    await storeTailFeed(log).consume({
      adopt,
      checkpoint: async () => checkpoint,
      types: null,
      limit: 10,
      signal: abort.signal,
      async onBatch({ events }) {
        delivered.push(events.map(({ position }) => position))
        if (delivered.length === 2) return abort.abort()
        checkpoint = 2
        throw new CodedError('store-unavailable')
      },
    })
    expect(delivered).toEqual([[1, 2, 3], [3]])
  })

  it('ends with the error of a consumer that fails', async () => {
    const consuming = storeTailFeed(await filledLog(1)).consume({
      adopt,
      checkpoint: async () => 0,
      types: null,
      limit: 10,
      signal: new AbortController().signal,
      onBatch: () => Promise.reject(new Error('consumer')),
    })
    await expect(consuming).rejects.toThrow('consumer')
  })
})
