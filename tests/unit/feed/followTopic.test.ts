import type { Consumer, Kafka } from 'kafkajs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { consumerHealth } from '#services/feed/kafka/feedHealth.ts'
import { followTopic } from '#services/feed/kafka/followTopic.ts'
import { silentLogger } from '#services/logging/logger.ts'

type Listener = (event: { payload: unknown }) => void

/** As much of kafkajs' consumer as following a topic meets. */
const fakeConsumer = (given: { disconnect?: () => Promise<void> } = {}) => {
  const listeners = new Map<string, Listener>()
  const names = { CRASH: 'crash', FETCH_START: 'fetch-start', FETCH: 'fetch', GROUP_JOIN: 'join' }
  const consumer = {
    events: names,
    on: (name: string, listener: Listener) => void listeners.set(name, listener),
    connect: async () => undefined,
    subscribe: async () => undefined,
    run: async () => undefined,
    disconnect: given.disconnect ?? (async () => undefined),
  }
  const emit = (name: keyof typeof names, payload: unknown = {}): void => listeners.get(names[name])!({ payload })
  return { kafka: { consumer: () => consumer as unknown as Consumer } as unknown as Kafka, emit }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const following = (given: Parameters<typeof fakeConsumer>[0] = {}) => {
  const { kafka, emit } = fakeConsumer(given)
  const ending = new AbortController()
  const stuck: Error[] = []
  const health = consumerHealth(
    () => Date.now(),
    () => Date.now(),
  )
  const following = followTopic({
    kafka,
    topic: 'events',
    groupId: 'group',
    signal: ending.signal,
    health,
    logger: silentLogger,
    onAssigned: () => undefined,
    onBatch: async () => undefined,
    onStuck: (error) => void stuck.push(error),
  })
  const outcome = following.then(
    () => 'ended',
    (error: unknown) => error,
  )
  return { outcome, emit, ending, stuck, health }
}

describe('following a topic', () => {
  it('ends with the error of a consumer that crashed, which kafkajs would leave dead', async () => {
    const { outcome, emit } = following()
    const error = new Error('not to be retried')
    emit('CRASH', { error, restart: false })
    expect(await outcome).toBe(error)
  })

  it('ends when kafkajs no longer asks for messages, and goes on while it does', async () => {
    const { outcome, emit, health } = following()
    for (let seconds = 0; seconds < 120; seconds++) {
      await vi.advanceTimersByTimeAsync(1_000)
      emit('FETCH_START')
    }
    expect(health.state().pollAgeMs).toBe(0)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await outcome).toMatchObject({ message: 'Kafka was not asked for messages for too long' })
  })

  it('tells of a consumer that does not end, because only a new process is rid of it', async () => {
    const { outcome, ending, stuck } = following({ disconnect: () => new Promise(() => undefined) })
    ending.abort()
    await vi.advanceTimersByTimeAsync(25_000)
    expect(await outcome).toBe('ended')
    expect(stuck).toHaveLength(1)
  })

  it('counts what it was handed', async () => {
    const { outcome, emit, ending, health } = following()
    emit('GROUP_JOIN', { memberAssignment: { events: [1, 4] } })
    expect(health.state().assigned).toBe(2)
    ending.abort()
    expect(await outcome).toBe('ended')
    expect(health.state().assigned).toBe(0)
  })
})
