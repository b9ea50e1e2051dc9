import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Position } from '#events/envelope.ts'
import { followLog } from '#services/eventStore/followLog.ts'
import { memoryEventLog } from '#services/eventStore/memoryEventLog.ts'
import { type EventLog, noStream, type Stretch } from '#services/eventStore/eventStore.ts'
import { storableEvent } from '../../support/storableEvent.ts'

const wanted = ['Wanted']
type Wake = Parameters<EventLog['onAppended']>[0]

/** A log whose word of each append, and whose answers to reads, come when the test lets them. */
const slowLog = () => {
  const log = memoryEventLog()
  const told: Stretch[] = []
  const asked: (() => void)[] = []
  let listener: Wake = () => undefined
  log.onAppended((stretch) => void told.push(stretch!))
  const readWanted: EventLog['readWanted'] = async (request) => {
    const read = await log.readWanted(request)
    await new Promise<void>((resolve) => void asked.push(resolve))
    return read
  }
  const append = async (types: readonly string[]): Promise<Stretch> => {
    await log.append(
      `stream-${told.length}`,
      types.map((type) => storableEvent({ type })),
      noStream,
    )
    return told.at(-1)!
  }
  const onAppended = (onWake: Wake) => {
    listener = onWake
    return () => undefined
  }
  return {
    log: { readWanted, onAppended },
    append,
    tell: (stretch?: Stretch) => listener(stretch),
    answer: () => asked.shift()?.(),
    reads: () => asked.length,
  }
}

const settled = () => new Promise<false>((resolve) => void setImmediate(resolve, false))

/** Follows a log of which it has read the beginning. */
const given = async () => {
  const slow = slowLog()
  const ending = new AbortController()
  const seen: Position[] = []
  const claims: { to: Position; seen: number }[] = []
  const claim = (to: Position): void => void claims.push({ to, seen: seen.length })
  const following = followLog({
    log: slow.log,
    after: 0,
    limit: 3,
    types: () => wanted,
    signal: ending.signal,
    open: (events) => events.map(({ position }) => position),
    onRead({ items, to }) {
      seen.push(...items)
      claim(to)
    },
    onPassed: claim,
  })
  const stop = async (): Promise<void> => {
    ending.abort()
    const ended = following.then(() => true)
    while (!(await Promise.race([ended, settled()]))) slow.answer()
  }
  await settled()
  slow.answer()
  await settled()
  return { ...slow, seen, claims, stop, claimed: () => Math.max(0, ...claims.map(({ to }) => to)) }
}

describe('a follower of the log', () => {
  it('passes what it is told of and does not want without a read', async () => {
    const { append, tell, reads, claimed, stop } = await given()
    for (let count = 0; count < 5; count++) tell(await append(['Other', 'Other']))
    expect(claimed()).toBe(10)
    expect(reads()).toBe(0)
    await stop()
  })

  it('reads what it wants, and what it was not told of', async () => {
    const { append, tell, answer, seen, claimed, stop } = await given()
    await append(['Wanted'])
    tell(await append(['Other']))
    expect(claimed()).toBe(0)
    tell(await append(['Wanted']))
    await settled()
    answer()
    await settled()
    expect(seen).toEqual([1, 3])
    expect(claimed()).toBe(3)
    await stop()
  })

  it('never passes an event that it wants and has not seen, in whatever order it is told', async () => {
    const step = fc.oneof(
      fc.record({ append: fc.array(fc.constantFrom('Wanted', 'Other', 'Other'), { minLength: 1, maxLength: 4 }) }),
      fc.record({ tell: fc.nat() }),
      fc.constant({ answer: true }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { append, tell, answer, seen, claims, stop } = await given()
        const expected: Position[] = []
        const untold: Stretch[] = []
        for (const taken of steps) {
          if ('append' in taken) {
            const stretch = await append(taken.append)
            taken.append.forEach((type, place) => type === 'Wanted' && expected.push(stretch.after + 1 + place))
            untold.push(stretch)
          } else if ('tell' in taken) tell(...untold.splice(taken.tell % (untold.length + 1), 1))
          else answer()
          await settled()
        }
        await stop()
        expect(seen).toEqual(expected.slice(0, seen.length))
        for (const { to, seen: then } of claims)
          expect(expected.filter((position) => position <= to)).toHaveLength(then)
      }),
    )
  })
})
