import { afterEach, describe, expect, it } from 'vitest'
import type { SessionRow } from '#events/live/rows.ts'
import type { SignedInCaller } from '#services/http/caller.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { ownFrames, type OwnFrames } from '#services/realtime/ownEvents/ownFrames.ts'
import { ownStream, type OwnStream } from '#services/realtime/ownEvents/ownStream.ts'
import { signalOf, type GuardSignal } from '../../support/guardClient.ts'
import { realAmbient } from '../../support/realAmbient.ts'
import { positions, viewsInMemory } from './viewsInMemory.ts'

const tenantId = 'acme'
/** In memory the session `s1` is of this person. */
const caller = { tenantId, userId: 'user of s1', sessionId: 's1' } as SignedInCaller
const newStream = (): OwnStream => ownStream(caller, 'token', () => performance.now())

const running: OwnFrames[] = []
afterEach(async () => {
  for (const frames of running.splice(0)) await frames.stop()
})

const live = async () => {
  const views = viewsInMemory()
  const streams = new Set<OwnStream>()
  let wake = (): void => undefined
  const frames = ownFrames(
    {
      ambient: realAmbient,
      logger: silentLogger,
      positions,
      changesSince: views.changesSince,
      erasedSince: async () => ({ erasure: 0, tenantIds: [] }),
      readChanged: async (...args) => {
        const rows = await views.readChanged(...args)
        return { ...rows, sessions: rows.sessions.map((row) => ({ ...row, endedBy: null })) }
      },
      onChanged(listener) {
        wake = listener
        return () => undefined
      },
    },
    streams,
  )
  running.push(frames)
  await frames.ready
  const commit = (...sessionIds: string[]): void => {
    views.commit(tenantId, sessionIds)
    wake()
  }
  /** A connection of the person, and what has come over it. */
  const connect = (since: Parameters<OwnFrames['follow']>[1]) => {
    const stream = newStream()
    const connection = new AbortController()
    const signals: GuardSignal[] = []
    const read = async (): Promise<void> => {
      for await (const text of stream.texts(connection.signal, () => ({})))
        signals.push(...text.split('\n\n').flatMap((each) => signalOf(each) ?? []))
    }
    streams.add(stream)
    void read()
    void frames.follow(stream, since)
    const told = () => signals.flatMap(({ event, data }) => (event === 'beat' ? [] : [data['revision'] ?? event]))
    const place = () => positions.open(tenantId, signals.findLast(({ id }) => id !== undefined)!.id!)
    const cut = (): void => {
      connection.abort()
      streams.delete(stream)
    }
    return { signals, told, place, cut }
  }
  return { views, commit, connect }
}

describe('a person whose stream was cut', () => {
  it('is told what changed meanwhile of their sessions alone, and then what changes', async () => {
    const { commit, connect } = await live()
    commit('s1', 's2')
    const before = connect('now')
    commit('s1')
    await expect.poll(before.told).toEqual([1])
    before.cut()
    commit('s1', 's2', 's1')
    const after = connect(before.place())
    await expect.poll(after.told).toEqual([3])
    commit('s2')
    commit('s1')
    await expect.poll(after.told).toEqual([3, 4])
  })

  it('reads again where changes since then are not kept any more', async () => {
    const { views, commit, connect } = await live()
    commit('s1')
    views.keepOnlyAfter(1)
    commit('s1')
    const after = connect(0)
    await expect.poll(after.told).toEqual(['reset'])
    commit('s1')
    await expect.poll(after.told).toEqual(['reset', 2])
  })

  it('reads again where its position is of a log that is no more', async () => {
    const { connect } = await live()
    const after = connect(null)
    await expect.poll(after.told).toEqual(['reset'])
  })

  it('reads again where more changed than a stream can be given', async () => {
    const { views, commit, connect } = await live()
    const stream = connect('now')
    commit('s1')
    await expect.poll(stream.told).toEqual([0])
    views.commit(
      tenantId,
      Array.from({ length: 700 }, (_, number) => `s${number}`),
    )
    await expect.poll(stream.told, { timeout: 5_000 }).toEqual([0, 'reset'])
  })
})

describe('a position that a stream names', () => {
  it('comes with the last of several sessions, and with no beat before them', async () => {
    const stream = newStream()
    const texts = stream.texts(new AbortController().signal, () => ({}))
    const next = async (): Promise<(GuardSignal | null)[]> =>
      String((await texts.next()).value)
        .split('\n\n')
        .slice(0, -1)
        .map(signalOf)
    const named = (signals: (GuardSignal | null)[]) => signals.map((signal) => [signal?.event, signal?.id])
    const rows = [
      { id: 's1', endedBy: null },
      { id: 's2', endedBy: null },
    ] as SessionRow[]
    stream.tell(rows, 'first')
    expect(named(await next())).toEqual([
      ['session', undefined],
      ['session', 'first'],
    ])
    stream.tell(rows, 'second')
    expect(named(await next())).toEqual([['beat', undefined]])
    expect(named(await next()).at(-1)).toEqual(['session', 'second'])
  })
})
