import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { eventTypes } from '#events/catalogue.ts'
import { userStream } from '#events/streams.ts'
import { CodedError } from '#services/ports/errors.ts'
import { noStream, type StoredEvent } from '#services/eventStore/eventStore.ts'
import { sealedEventStore } from '#services/eventStore/sealedEventStore.ts'
import type { LogTail } from '#services/feed/logTail.ts'
import { storeLogTail, type StoreLogTailNeeds } from '#services/feed/storeLogTail.ts'
import { interruptibleLog } from '../../support/interruptibleLog.ts'
import { memoryStore } from '../../support/memoryStore.ts'
import { newEvent } from '../../support/newEvent.ts'

describe('the tail of the log', () => {
  let tail: LogTail
  afterEach(() => tail.stop())

  const given = (changes: Partial<StoreLogTailNeeds> = {}) => {
    const memory = memoryStore()
    const log = interruptibleLog(memory.log)
    const failures: unknown[] = []
    let now = 0
    const onFailure = (error: unknown): void => void failures.push(error)
    tail = storeLogTail({ log, codec: memory.codec, now: () => now, onFailure, ...changes })
    const seen: string[] = []
    tail.listen(eventTypes, (event) => void seen.push(event.id))
    const store = sealedEventStore(memory.log, memory.codec)
    const register = async (): Promise<{ id: string; position: number }> => {
      const userId = randomUUID()
      const event = newEvent('UserRegistered', { userId, email: 'zoe@acme.test', name: 'Zoë' })
      const { position } = await store.append(userStream(event.tenantId, userId), [event], noStream)
      return { id: event.id, position }
    }
    return { log, tail, seen, failures, register, passes: (ms: number) => void (now += ms) }
  }

  it('has applied all there was when it has started', async () => {
    const { seen, register } = given()
    const registered = [await register(), await register(), await register()]
    await tail.start(registered[0]!.position)
    expect(seen).toEqual(registered.slice(1).map(({ id }) => id))
    expect(tail.applied()).toBe(registered[2]!.position)
  })

  it('shows every listener an event, opened, before anybody who waits for it goes on', async () => {
    const { seen, register } = given()
    const emails: unknown[] = []
    tail.listen(eventTypes, ({ data }) => void emails.push('email' in data ? data.email : null))
    await tail.start(0)
    const { id, position } = await register()
    await tail.waitFor(position)
    expect(seen).toEqual([id])
    expect(emails).toEqual(['zoe@acme.test'])
    await expect(tail.waitFor(position)).resolves.toBeUndefined()
  })

  it('says in time that a position is not there yet', async () => {
    given()
    await tail.start(0)
    await expect(tail.waitFor(1, 20)).rejects.toMatchObject({ code: 'store-unavailable' })
  })

  it('is fresh only as long as an answer of the store is younger than a second', async () => {
    const { log, register, passes } = given()
    expect(tail.isFresh()).toBe(false)
    await tail.start(0)
    expect(tail.isFresh()).toBe(true)
    log.cut()
    passes(999)
    expect(tail.isFresh()).toBe(true)
    passes(1)
    expect(tail.isFresh()).toBe(false)
    log.mend()
    await tail.waitFor((await register()).position)
    expect(tail.isFresh()).toBe(true)
  })

  it('reads on where it was after the store was away', async () => {
    const { log, seen, register } = given()
    await tail.start(0)
    log.cut()
    const missed = [await register(), await register()]
    await expect(tail.waitFor(missed[1]!.position, 20)).rejects.toMatchObject({ code: 'store-unavailable' })
    log.mend()
    await tail.waitFor(missed[1]!.position)
    expect(seen).toEqual(missed.map(({ id }) => id))
  })

  it('reads again when the keys could not be had', async () => {
    const elsewhere = memoryStore()
    let away = 2
    const prepareOpen = async (): Promise<void> => {
      if (away-- > 0) throw new CodedError('store-unavailable')
    }
    const { seen, failures, register } = given({ codec: { ...elsewhere.codec, prepareOpen } })
    await tail.start(0)
    const { id, position } = await register()
    await tail.waitFor(position)
    expect(away).toBeLessThan(0)
    expect([seen, failures]).toEqual([[id], []])
  })

  it('stops, says so and is never fresh again when a listener fails', async () => {
    const { failures, register } = given()
    tail.listen(eventTypes, () => {
      throw new Error('listener')
    })
    await tail.start(0)
    const { position } = await register()
    await expect(tail.waitFor(position)).rejects.toMatchObject({ code: 'store-unavailable' })
    expect(failures).toMatchObject([{ message: 'listener' }])
    expect(tail.isFresh()).toBe(false)
    expect(tail.applied()).toBe(0)
    await expect(tail.waitFor(position)).rejects.toMatchObject({ code: 'store-unavailable' })
  })

  it('applies an event whose key is gone without its personal fields, and names it', async () => {
    const lost: StoredEvent[] = []
    const elsewhere = memoryStore()
    const { seen, register } = given({ codec: elsewhere.codec, onKeyMissing: (_, event) => void lost.push(event) })
    const types: string[] = []
    tail.listen(eventTypes, ({ type, data }) => void types.push(`${type} ${'email' in data}`))
    const { id } = await register()
    await tail.start(0)
    expect(seen).toEqual([id])
    expect(types).toEqual(['UserRegistered false'])
    expect(lost.map((event) => event.id)).toEqual([id])
  })

  it('can be left by a listener', async () => {
    const { register } = given()
    let heard = 0
    const leave = tail.listen(eventTypes, () => heard++)
    await tail.start(0)
    await tail.waitFor((await register()).position)
    leave()
    await tail.waitFor((await register()).position)
    expect(heard).toBe(1)
  })

  it('lets nobody wait for ever once it is stopped', async () => {
    given()
    await tail.start(0)
    const waiting = tail.waitFor(5, 60_000).catch((error: unknown) => error)
    await pause(5)
    await tail.stop()
    expect(await waiting).toMatchObject({ code: 'store-unavailable' })
  })

  it('asks the store for what somebody listens for alone, and is as far as everything else', async () => {
    const { log, tail, register } = given({})
    const asked: unknown[] = []
    const { readWanted } = log
    log.readWanted = async (request) => {
      const read = await readWanted(request)
      asked.push(...read.events.map(({ type }) => type))
      return read
    }
    await tail.stop()
    const other = storeLogTail({ log, codec: memoryStore().codec, now: () => 0, onFailure: () => undefined })
    other.listen(['UserDisabled'], () => undefined)
    await other.start(0)
    const { position } = await register()
    await other.waitFor(position)
    expect(other.applied()).toBe(position)
    expect(asked).toEqual([])
    await other.stop()
  })

  it('misses nothing for somebody who begins to listen while it reads', async () => {
    const { log, tail, register } = given({})
    await tail.stop()
    const { readWanted } = log
    let onRead = (): void => undefined
    log.readWanted = async (request) => {
      const read = await readWanted(request)
      onRead()
      return read
    }
    const later: string[] = []
    const other = storeLogTail({ log, codec: memoryStore().codec, now: () => 0, onFailure: () => undefined })
    other.listen(['UserDisabled'], () => undefined)
    await other.start(0)
    onRead = () => {
      onRead = () => undefined
      other.listen(['UserRegistered'], ({ id }) => void later.push(id))
    }
    const { id, position } = await register()
    await other.waitFor(position)
    expect(later).toEqual([id])
    await other.stop()
  })

  it('trusts nothing it remembers once the log ends before what it has read', async () => {
    const { log, failures, tail, register } = given({})
    await tail.start(0)
    const { position } = await register()
    await tail.waitFor(position)
    log.readWanted = async () => ({ events: [], upTo: position - 1, head: position - 1 })
    await expect(tail.waitFor(position + 1, 1_000)).rejects.toMatchObject({ code: 'store-unavailable' })
    expect(failures).toMatchObject([{ name: 'LogWentBack', after: position, head: position - 1 }])
    expect(tail.isFresh()).toBe(false)
  })
})
