import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { CodedError } from '#services/ports/errors.ts'
import { groupCommit, type Outcome, type PendingAppend } from '#services/eventStore/postgres/groupCommit.ts'
import { storableEvents } from '../../support/storableEvent.ts'

/** A store that answers when told to. */
const heldStore = () => {
  const calls: {
    batch: readonly PendingAppend[]
    answer: (outcomes: Outcome[]) => void
    fail: (error: Error) => void
  }[] = []
  const store = (batch: readonly PendingAppend[]): Promise<Outcome[]> =>
    new Promise((answer, fail) => calls.push({ batch, answer, fail }))
  return { calls, store }
}

/** Some turns of the event loop: enough for whatever is going to happen by itself. */
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await nextTurn()
}

const away = new CodedError('store-unavailable')
const settings = {
  lanes: 2,
  worthALane: 10,
  batchEvents: 10,
  patienceMs: 60,
  now: () => performance.now(),
  mayRepeat: (e: unknown) => e === away,
}

const streamsOf = (batch: readonly PendingAppend[] | undefined): string[] => batch?.map(({ stream }) => stream) ?? []
const accepted = (batch: readonly PendingAppend[]): Outcome[] => batch.map(() => ({ position: 1, revision: 0 }))
const one = (stream: string, events = 1): PendingAppend => ({
  stream,
  events: storableEvents(events),
  expectedRevision: -1,
})

describe('appends gathered into batches', () => {
  it('leave together when they are made in the same turn', async () => {
    const { calls, store } = heldStore()
    const { append } = groupCommit({ ...settings, store })
    for (const stream of ['a', 'b', 'c']) void append(one(stream))
    await turns()
    expect(calls.map(({ batch }) => streamsOf(batch))).toEqual([['a', 'b', 'c']])
  })

  it('hold each stream once: its next append waits for the answer of the one before', async () => {
    const { calls, store } = heldStore()
    const { append } = groupCommit({ ...settings, store })
    for (const stream of ['a', 'a', 'b', 'a']) void append(one(stream))
    await turns()
    expect(calls.map(({ batch }) => streamsOf(batch))).toEqual([['a', 'b']])
    calls[0]!.answer(accepted(calls[0]!.batch))
    await turns()
    expect(streamsOf(calls[1]?.batch)).toEqual(['a'])
    calls[1]!.answer(accepted(calls[1]!.batch))
    await turns()
    expect(streamsOf(calls[2]?.batch)).toEqual(['a'])
  })

  it('fill no batch beyond its size, but an append bigger than that goes alone', async () => {
    const { calls, store } = heldStore()
    const { append } = groupCommit({ ...settings, store })
    for (const [stream, events] of [
      ['a', 6],
      ['b', 4],
      ['c', 1],
      ['d', 30],
    ] as const)
      void append(one(stream, events))
    await turns()
    expect(calls.map(({ batch }) => streamsOf(batch))).toEqual([['a', 'b'], ['c']])
    calls[0]!.answer(accepted(calls[0]!.batch))
    await turns()
    expect(streamsOf(calls[2]?.batch)).toEqual(['d'])
  })

  it('wait for the answer in flight where they are too few for a commit of their own', async () => {
    const { calls, store } = heldStore()
    const { append } = groupCommit({ ...settings, worthALane: 3, store })
    void append(one('a'))
    await turns()
    for (const stream of ['b', 'c']) void append(one(stream))
    await turns()
    expect(calls).toHaveLength(1)
    void append(one('d'))
    await turns()
    expect(streamsOf(calls[1]?.batch)).toEqual(['b', 'c', 'd'])
  })

  it('share the lanes where there is enough for each', async () => {
    const { calls, store } = heldStore()
    const { append } = groupCommit({ ...settings, batchEvents: 100, worthALane: 3, store })
    for (const stream of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) void append(one(stream))
    await turns()
    expect(calls.map(({ batch }) => streamsOf(batch))).toEqual([
      ['a', 'b', 'c', 'd'],
      ['e', 'f', 'g'],
    ])
  })

  it('get each its own answer', async () => {
    const { calls, store } = heldStore()
    const { append } = groupCommit({ ...settings, store })
    const answers = Promise.allSettled([append(one('a')), append(one('b')), append(one('c'))])
    await turns()
    calls[0]!.answer([{ position: 8, revision: 0 }, null, { position: 9, revision: 4 }])
    expect(await answers).toMatchObject([
      { value: { position: 8, revision: 0 } },
      { reason: { code: 'stale-revision' } },
      { value: { position: 9, revision: 4 } },
    ])
  })

  it('are repeated unchanged while their fate is unknown', async () => {
    const { calls, store } = heldStore()
    const { append } = groupCommit({ ...settings, patienceMs: 60_000, store })
    const answer = append(one('a'))
    await turns()
    calls[0]!.fail(away)
    while (calls.length < 2) await turns()
    expect(calls[1]!.batch).toEqual(calls[0]!.batch)
    calls[1]!.answer(accepted(calls[1]!.batch))
    await expect(answer).resolves.toEqual({ position: 1, revision: 0 })
  })

  it('give up, those still waiting for a turn too, when the store stays away', async () => {
    const { append } = groupCommit({ ...settings, lanes: 1, store: () => Promise.reject(away) })
    const answers = await Promise.allSettled(['a', 'a', 'b'].map((stream) => append(one(stream))))
    for (const answer of answers) expect(answer).toMatchObject({ reason: { code: 'store-unavailable' } })
    const { append: again } = groupCommit({ ...settings, lanes: 1, store: async (batch) => accepted(batch) })
    await expect(again(one('a'))).resolves.toBeDefined()
  })

  it('are tried one by one when something among them cannot be stored, and free their streams', async () => {
    const impossible = new Error('impossible')
    const store = async (batch: readonly PendingAppend[]): Promise<Outcome[]> => {
      if (batch.some(({ events }) => events.length === 2)) throw impossible
      return accepted(batch)
    }
    const { append } = groupCommit({ ...settings, store })
    const answers = await Promise.allSettled([append(one('a')), append(one('b', 2)), append(one('c'))])
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(answers[1]).toMatchObject({ reason: impossible })
    for (const stream of ['a', 'b', 'c']) await expect(append(one(stream))).resolves.toBeDefined()
  })
})
