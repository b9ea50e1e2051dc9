import { describe, expect, it } from 'vitest'
import { gatheredReads, type StreamRead } from '#services/eventStore/postgres/gatheredReads.ts'
import type { StoredEvent } from '#services/eventStore/eventStore.ts'
import { CodedError } from '#services/ports/errors.ts'
import { storableEvent } from '../../support/storableEvent.ts'

const eventOf = ({ stream, from }: StreamRead): StoredEvent => ({
  ...storableEvent(),
  stream,
  revision: from,
  position: 1,
})
const reading = (name: string): StreamRead => ({ stream: name, from: 0, most: 64 })

/** Statements that are answered when the test says so. */
const statements = () => {
  const sent: { reads: readonly StreamRead[]; answer: () => void; fail: (error: unknown) => void }[] = []
  const readStreams = (reads: readonly StreamRead[]): Promise<StoredEvent[][]> =>
    new Promise((resolve, reject) => {
      sent.push({ reads, answer: () => resolve(reads.map((read) => [eventOf(read)])), fail: reject })
    })
  return { sent, readStreams, names: () => sent.map(({ reads }) => reads.map(({ stream }) => stream).join('')) }
}
const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('gathered reads of streams', () => {
  it('that begin in one turn go in one statement, each answered for itself', async () => {
    const { sent, readStreams, names } = statements()
    const read = gatheredReads({ readStreams, lanes: 2, batchReads: 10 })
    const answers = Promise.all(['a', 'b', 'c'].map((name) => read(reading(name))))
    await turn()
    expect(names()).toEqual(['abc'])
    sent[0]!.answer()
    expect((await answers).map(([event]) => event?.stream)).toEqual(['a', 'b', 'c'])
  })

  it('wait while every lane is busy, and then go together', async () => {
    const { sent, readStreams, names } = statements()
    const read = gatheredReads({ readStreams, lanes: 1, batchReads: 2 })
    const answers = ['a', 'b', 'c', 'd', 'e'].map((name) => read(reading(name)))
    await turn()
    expect(names()).toEqual(['ab'])
    for (const [place, expected] of [
      ['ab', 'cd'],
      ['ab', 'cd', 'e'],
    ].entries()) {
      sent[place]!.answer()
      await turn()
      await turn()
      expect(names()).toEqual(expected)
    }
    sent[2]!.answer()
    expect((await Promise.all(answers)).map(([event]) => event?.stream)).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('fail together while the store is away, and the next ones are read', async () => {
    const { sent, readStreams } = statements()
    const read = gatheredReads({ readStreams, lanes: 1, batchReads: 10 })
    const failing = [read(reading('a')), read(reading('b'))]
    await turn()
    const settled = Promise.allSettled(failing)
    sent[0]!.fail(new CodedError('store-unavailable'))
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    const next = read(reading('c'))
    await turn()
    sent[1]!.answer()
    expect(await next).toMatchObject([{ stream: 'c' }])
  })

  it('are answered although one of them cannot be', async () => {
    const damaged = new Error('invalid page in block 7')
    const readStreams = async (reads: readonly StreamRead[]): Promise<StoredEvent[][]> => {
      if (reads.some(({ stream }) => stream === 'b')) throw damaged
      return reads.map((read) => [eventOf(read)])
    }
    const read = gatheredReads({ readStreams, lanes: 1, batchReads: 10 })
    const answers = await Promise.allSettled(['a', 'b', 'c'].map((name) => read(reading(name))))
    expect(answers).toMatchObject([
      { value: [{ stream: 'a' }] },
      { status: 'rejected', reason: damaged },
      { value: [{ stream: 'c' }] },
    ])
    expect(await read(reading('d'))).toMatchObject([{ stream: 'd' }])
  })
})
