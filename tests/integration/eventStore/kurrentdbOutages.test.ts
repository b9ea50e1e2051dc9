import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { CodedError } from '#services/ports/errors.ts'
import { noStream, type StorableEvent, type StoredEvent } from '#services/eventStore/eventStore.ts'
import { followLog } from '#services/eventStore/followLog.ts'
import { type KurrentdbEventLog, kurrentdbEventLog } from '#services/eventStore/kurrentdb/kurrentdbEventLog.ts'
import { eventually } from '../../support/eventually.ts'
import { type DoubleProcess, doubleProcess } from '../../support/kurrentdb/doubleProcess.ts'
import { type KurrentdbDouble, kurrentdbDouble } from '../../support/kurrentdb/kurrentdbDouble.ts'
import { storableEvent, storableEvents } from '../../support/storableEvent.ts'

const now = (): number => performance.now()
const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

const processOf = async (): Promise<DoubleProcess> => {
  const server = await doubleProcess()
  closing.push(server.stop)
  return server
}
const doubleOf = async (behaviour: Partial<KurrentdbDouble['behaviour']> = {}): Promise<KurrentdbDouble> => {
  const server = await kurrentdbDouble({ behaviour })
  closing.push(server.stop)
  return server
}
const logOn = (url: string, settings: { patienceMs?: number; readPatienceMs?: number } = {}): KurrentdbEventLog => {
  const log = kurrentdbEventLog({ url, now, ...settings })
  closing.push(log.close)
  return log
}
const everything = async (log: KurrentdbEventLog, after = 0): Promise<StoredEvent[]> => {
  const events = await log.readAll({ after, limit: 1_000 })
  return events.length === 0 ? [] : [...events, ...(await everything(log, events.at(-1)!.position))]
}
const idsOf = (events: readonly { id: string }[]): string[] => events.map(({ id }) => id)
const isUnavailable = (error: unknown): boolean => error instanceof CodedError && error.code === 'store-unavailable'

/** Appends to a stream of its own, one after the other, and repeats what has no answer, as callers do. */
const writer = async (
  log: KurrentdbEventLog,
  name: string,
  { isOver, written }: { isOver: () => boolean; written: StorableEvent[] },
): Promise<void> => {
  let revision = noStream
  while (!isOver()) {
    const events = storableEvents((revision % 3) + 2)
    for (;;)
      try {
        revision = (await log.append(name, events, revision)).revision
        written.push(...events)
        break
      } catch (error) {
        if (!isUnavailable(error)) throw error
      }
  }
}

describe('the log in KurrentDB, when the server', () => {
  it('is killed three times under load, loses nothing, doubles nothing, and its reader skips nothing', async () => {
    const server = await processOf()
    const log = logOn(server.url)
    const reader = logOn(server.url)
    let isOver = false
    const written: StorableEvent[] = []
    const writing = Promise.all(
      Array.from({ length: 16 }, (_, index) => writer(log, `session-a+${index}`, { isOver: () => isOver, written })),
    )
    const writeMore = (): Promise<void> => {
      const before = written.length
      return eventually(() => expect(written.length).toBeGreaterThan(before + 200), 40_000)
    }
    const seen: StoredEvent[] = []
    const stopping = new AbortController()
    const reading = followLog({
      log: reader,
      after: 0,
      limit: 200,
      types: () => null,
      signal: stopping.signal,
      open: (events) => events,
      onRead: ({ items }) => void seen.push(...items),
    })
    /** The reader loses its connection with every kill; two that come too fast would pass for one. */
    const resumedAfter = (kills: number): Promise<void> =>
      eventually(() => {
        const { isSubscribed, resumed } = reader.connection()
        expect(isSubscribed).toBe(true)
        expect(resumed).toBeGreaterThanOrEqual(kills)
      }, 40_000)
    for (let kills = 0; kills < 3; kills++) {
      await writeMore()
      await resumedAfter(kills)
      await server.kill()
      await pause(300)
      await server.restart()
    }
    await writeMore()
    isOver = true
    await writing
    await eventually(() => expect(seen.length).toBeGreaterThanOrEqual(written.length), 30_000)
    stopping.abort()
    await reading

    const stored = await everything(log)
    expect(new Set(idsOf(stored)).size).toBe(stored.length)
    expect(idsOf(stored).toSorted()).toEqual(idsOf(written).toSorted())
    expect(idsOf(seen)).toEqual(idsOf(stored))
    await resumedAfter(3)
  })

  it('cuts the connection instead of answering, the append is repeated and stored once', async () => {
    const server = await doubleOf()
    const log = logOn(server.url)
    const [first, second] = [storableEvents(2), storableEvents(1)]
    server.behaviour.loseAnswers = 2
    const appended = await log.append('session-a+1', first, noStream)
    server.behaviour.loseAnswers = 1
    expect(await log.append('session-a+1', second, appended.revision)).toMatchObject({ revision: 2 })
    expect(idsOf(await log.readStream('session-a+1'))).toEqual(idsOf([...first, ...second]))
    expect((await log.readStream('session-a+1'))[1]!.position).toBe(appended.position)
  })

  it('refuses for a while because it is not ready, the append waits for it', async () => {
    const server = await doubleOf({ refuseAppends: 3 })
    await logOn(server.url).append('session-a+1', storableEvents(1), noStream)
    expect(server.behaviour.refuseAppends).toBe(0)
  })

  it('is away for longer than anybody should wait, appends and reads are refused in time, and work again afterwards', async () => {
    const server = await doubleOf()
    const log = logOn(server.url, { patienceMs: 400, readPatienceMs: 200 })
    const { position } = await log.append('session-a+1', storableEvents(1), noStream)
    await server.close()
    const began = now()
    const away = { code: 'store-unavailable', details: { retryAfterSeconds: 1 } }
    await expect(log.append('session-a+1', storableEvents(1), 0)).rejects.toMatchObject(away)
    await expect(log.head()).rejects.toMatchObject(away)
    await expect(log.readStream('session-a+1')).rejects.toMatchObject(away)
    await expect(log.readAt([position])).rejects.toMatchObject(away)
    expect(now() - began).toBeLessThan(2_000)
    await server.open()
    expect(await log.head()).toBe(position)
    expect(await log.append('session-a+1', storableEvents(1), 0)).toMatchObject({ revision: 1 })
  })

  it('stands still with its connections open, callers are answered in time, and nothing is written twice', async () => {
    const server = await processOf()
    const log = logOn(server.url, { patienceMs: 1_500, readPatienceMs: 500 })
    const event = storableEvent()
    await log.append('session-a+1', storableEvents(1), noStream)
    server.freeze()
    const began = now()
    const outcomes = await Promise.allSettled([log.append('session-a+1', [event], 0), log.head()])
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && isUnavailable(outcome.reason))).toEqual([
      true,
      true,
    ])
    expect(now() - began).toBeLessThan(6_000)
    server.thaw()
    // Whether the append was stored meanwhile is unknown: the same one again is answered in either case.
    expect(await eventually(() => log.append('session-a+1', [event], 0))).toMatchObject({ revision: 1 })
    expect(await log.readStream('session-a+1')).toHaveLength(2)
  }, 30_000)

  it('was never found by discovery, it is found once it is there', async () => {
    const server = await doubleOf()
    await server.close()
    const log = logOn(`esdb+discover://127.0.0.1:${server.port}?tls=false&maxDiscoverAttempts=2&discoveryInterval=50`, {
      patienceMs: 300,
      readPatienceMs: 300,
    })
    await expect(log.head()).rejects.toMatchObject({ code: 'store-unavailable' })
    await expect(log.append('session-a+1', storableEvents(1), noStream)).rejects.toMatchObject({
      code: 'store-unavailable',
    })
    await server.open()
    await eventually(() => log.head())
    expect(await log.append('session-a+1', storableEvents(1), noStream)).toMatchObject({ revision: 0 })
  })

  it('hands leadership to another node, the cluster is asked for the new leader', async () => {
    const [old, young] = [await doubleOf(), await doubleOf()]
    const log = logOn(`esdb+discover://127.0.0.1:${old.port}?tls=false`)
    await log.append('session-a+1', storableEvents(1), noStream)
    old.behaviour.leader = { host: '127.0.0.1', port: young.port }
    // The double's nodes share no log: what counts is where the append went.
    await log.append('session-b+1', storableEvents(1), noStream)
    expect(young.book.stream('session-b+1')?.events).toHaveLength(1)
    expect(old.book.stream('session-b+1')).toBeUndefined()
  })
})

describe('notifications of the log in KurrentDB', () => {
  const listening = async (behaviour: Partial<KurrentdbDouble['behaviour']> = {}) => {
    const server = await doubleOf(behaviour)
    const log = logOn(server.url)
    let woken = 0
    closing.push(async () => stop())
    const stop = log.onAppended(() => woken++)
    await eventually(() => expect(log.connection().isSubscribed).toBe(true))
    const appendAndWake = async (): Promise<void> => {
      const before = woken
      await log.append(`session-a+${crypto.randomUUID()}`, storableEvents(1), noStream)
      await eventually(() => expect(woken).toBeGreaterThan(before))
    }
    return { server, log, appendAndWake, woken: () => woken }
  }

  it('go on after the subscription was dropped, again and again', async () => {
    const { server, log, appendAndWake } = await listening()
    for (let drops = 1; drops <= 5; drops++) {
      await appendAndWake()
      server.dropSubscriptions()
      await eventually(() => expect(log.connection()).toMatchObject({ resumed: drops, isSubscribed: true }))
    }
    await appendAndWake()
    expect(server.subscriptions()).toBe(1)
  })

  it('go on after the connection was cut', async () => {
    const { server, log, appendAndWake } = await listening()
    server.cut()
    await eventually(() => expect(log.connection()).toMatchObject({ resumed: 1, isSubscribed: true }))
    await appendAndWake()
  })

  it('come from a new subscription when the old one is silent although there are new events', async () => {
    const { server, log, appendAndWake } = await listening()
    server.behaviour.isMute = true
    await log.append('session-a+1', storableEvents(1), noStream)
    await eventually(() => expect(log.connection().resumed).toBeGreaterThan(0))
    server.behaviour.isMute = false
    await eventually(() => appendAndWake())
  })

  it('wake once after each interruption, because something may have been missed', async () => {
    const { server, log, woken } = await listening()
    const before = woken()
    server.dropSubscriptions()
    await eventually(() => expect(log.connection()).toMatchObject({ resumed: 1, isSubscribed: true }))
    expect(woken()).toBeGreaterThan(before)
  })

  it('end with the log, and leave no call behind', async () => {
    const { server, log } = await listening()
    await log.close()
    await eventually(() => expect([server.subscriptions(), server.connections()]).toEqual([0, 0]))
  })
})
