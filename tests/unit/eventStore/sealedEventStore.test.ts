import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import { noStream } from '#services/eventStore/eventStore.ts'
import { memoryStore } from '../../support/memoryStore.ts'
import { newEvent } from '../../support/newEvent.ts'

const registered = () => newEvent('UserRegistered', { userId: randomUUID(), email: 'zoe@acme.test', name: 'Zoë' })

describe('the event store', () => {
  it('takes and gives whole events; the log beneath it sees nothing personal', async () => {
    const { store, log } = memoryStore()
    const event = registered()
    const appended = await store.append('user-1', [event], noStream)
    const recorded = { ...event, stream: 'user-1', revision: 0, position: appended.position }
    expect(await store.readStream('user-1')).toEqual([recorded])
    expect(await store.readAll({ after: 0, limit: 10 })).toEqual([recorded])
    expect(await store.head()).toBe(appended.position)
    expect((await log.readAll({ after: 0, limit: 10 }))[0]!.payload).not.toContain('zoe@acme.test')
  })

  it('delivers what is there and what comes, after the position given, until told to stop', async () => {
    const { store } = memoryStore()
    const events = Array.from({ length: 4 }, registered)
    const append = (index: number) => store.append(`user-${index}`, [events[index]!], noStream)
    const { position } = await append(0)
    await append(1)
    const abort = new AbortController()
    const seen: string[] = []
    const onEvents = (batch: Recorded<RollcallEvent>[]): void => {
      seen.push(...batch.map(({ id }) => id))
      if (seen.length === 3) abort.abort()
    }
    const subscription = store.subscribe({ after: position, signal: abort.signal, onEvents })
    await append(2)
    await append(3)
    await subscription
    expect(seen).toEqual(events.slice(1).map(({ id }) => id))
  })

  it('ends a subscription with the error of its subscriber', async () => {
    const { store } = memoryStore()
    await store.append('user-1', [registered()], noStream)
    const subscription = store.subscribe({
      after: 0,
      signal: AbortSignal.timeout(60_000),
      onEvents: () => Promise.reject(new Error('subscriber')),
    })
    await expect(subscription).rejects.toThrow('subscriber')
  })

  it('stores nothing of an append in which one event is wrong', async () => {
    const { store } = memoryStore()
    const wrong = { ...registered(), correlationId: '' }
    await expect(store.append('user-1', [registered(), wrong], noStream)).rejects.toThrow('correlationId')
    expect(await store.readStream('user-1')).toEqual([])
  })
})
