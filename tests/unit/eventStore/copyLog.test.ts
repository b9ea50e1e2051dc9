import { describe, expect, it } from 'vitest'
import { appendInOrder, type WriteInOrder } from '#services/eventStore/appendInOrder.ts'
import { copyLog, digestStored, pagesOf } from '#services/eventStore/copyLog.ts'
import { eventIn, eventLine } from '#services/eventStore/eventLine.ts'
import { type EventLog, noStream } from '#services/eventStore/eventStore.ts'
import { memoryEventLog } from '#services/eventStore/memoryEventLog.ts'
import { storableEvent, storableEvents } from '../../support/storableEvent.ts'

/** Two streams that take turns, with appends of one and of several events. */
const sourceLog = async (): Promise<EventLog> => {
  const log = memoryEventLog()
  const revisions = new Map([
    ['session-a', noStream],
    ['session-b', noStream],
  ])
  for (const [turn, size] of [1, 3, 2, 1, 4, 1].entries()) {
    const stream = turn % 2 === 0 ? 'session-a' : 'session-b'
    const sealed = turn % 3 === 0 ? Buffer.from([turn, 255]) : null
    const events = Array.from({ length: size }, () => storableEvent({ sealed, subject: sealed && 'someone' }))
    revisions.set(stream, (await log.append(stream, events, revisions.get(stream)!)).revision)
  }
  return log
}

const linesOf = async (log: EventLog): Promise<string[]> => {
  const lines: string[] = []
  for await (const page of pagesOf(log)) lines.push(...page.map(eventLine))
  return lines
}

/** Passes on `most` appends, then dies. */
const dyingAfter = (log: EventLog, most: number): WriteInOrder => {
  let appends = 0
  return appendInOrder({
    append: async (...args) => {
      if (appends++ >= most) throw new Error('killed')
      return log.append(...args)
    },
  })
}

describe('copying a log', () => {
  it('keeps ids, streams, revisions, times and order', async () => {
    const [source, target] = [await sourceLog(), memoryEventLog()]
    const copied = await copyLog({ source: pagesOf(source), target, write: appendInOrder(target) })
    expect(await linesOf(target)).toEqual(await linesOf(source))
    expect(copied).toEqual({ events: 12, digest: await digestStored(target, 12) })
  })

  it('goes on after a death at any append, and changes nothing when there is nothing left to do', async () => {
    const source = await sourceLog()
    const whole = await linesOf(source)
    for (let most = 0; most < 6; most += 1) {
      const target = memoryEventLog()
      const dying = copyLog({ source: pagesOf(source), target, write: dyingAfter(target, most) })
      await expect(dying, `after ${most}`).rejects.toThrow('killed')
      const half = await linesOf(target)
      expect(half).toEqual(whole.slice(0, half.length))
      for (const _ of [1, 2]) await copyLog({ source: pagesOf(source), target, write: appendInOrder(target) })
      expect(await linesOf(target)).toEqual(whole)
    }
  })

  it('writes nothing behind events that are not the source’s', async () => {
    const source = await sourceLog()
    const foreign = memoryEventLog()
    await foreign.append('session-a', storableEvents(1), noStream)
    const copying = copyLog({ source: pagesOf(source), target: foreign, write: appendInOrder(foreign) })
    await expect(copying).rejects.toThrow('The target holds other events: at position 1')
    expect(await foreign.head()).toBe(1)
  })

  it('tells one changed byte from what was copied', async () => {
    const source = await sourceLog()
    const whole = await linesOf(source)
    const changed = memoryEventLog()
    const events = whole.map(eventIn)
    events[3] = { ...events[3]!, payload: events[3]!.payload.replace('Zoë', 'Zoe') }
    await appendInOrder(changed)(0, events)
    const copying = copyLog({ source: pagesOf(source), target: changed, write: appendInOrder(changed) })
    await expect(copying).rejects.toThrow('The target holds other events: at position 4')
    expect(await digestStored(changed, 12)).not.toBe(await digestStored(source, 12))
  })

  it('refuses a target that went on by itself, unless it may', async () => {
    const [source, target] = [await sourceLog(), memoryEventLog()]
    const copy = (mayFollow?: () => boolean) =>
      copyLog({
        source: pagesOf(source),
        target,
        write: appendInOrder(target),
        ...(mayFollow === undefined ? {} : { mayFollow }),
      })
    await copy()
    await target.append('session-c', storableEvents(1), noStream)
    await expect(copy()).rejects.toThrow('holds more events than the source')
    expect((await copy(() => true)).events).toBe(12)
  })

  it('compares times as their order tells them, whichever store sees to that', async () => {
    const target = memoryEventLog()
    const events = ['2026-01-02', '2026-01-01', '2026-01-03'].map((day, revision) => ({
      ...storableEvent({ at: `${day}T00:00:00.000Z` }),
      stream: 'session-a',
      revision,
    }))
    const source = async function* () {
      yield events
    }
    const { digest } = await copyLog({ source: source(), target, write: appendInOrder(target) })
    expect((await target.readStream('session-a')).map(({ at }) => at.slice(8, 10))).toEqual(['02', '02', '03'])
    expect(await digestStored(target, 3)).toBe(digest)
  })
})

describe('an event as a line', () => {
  it('comes back as it was', () => {
    for (const sealed of [null, Buffer.alloc(0), Buffer.from([0, 10, 13, 255])]) {
      const event = { ...storableEvent({ sealed, subject: sealed && '' }), stream: 'session-ü', revision: 7 }
      expect(eventLine(event)).not.toContain('\n')
      expect(eventIn(eventLine(event))).toEqual(event)
    }
  })
})
