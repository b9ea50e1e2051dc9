import { describe, expect, it } from 'vitest'
import type { StoredEvent } from '#services/eventStore/eventStore.ts'
import type { RawEvent } from '#services/eventStore/kurrentdb/readEvents.ts'
import { scanLog } from '#services/eventStore/kurrentdb/scanLog.ts'

/** A server's log: 'o' and 'x' are types of event of ours, '.' is one of its own; positions 100, 200, ... */
const logOf = (text: string) => {
  const raw = (): RawEvent[] =>
    [...events].map((kind, index) => {
      const position = (index + 1) * 100
      return { position, event: kind === '.' ? null : ({ position, type: kind } as StoredEvent) }
    })
  let events = text
  let read = 0
  const counted = (found: RawEvent[]): RawEvent[] => {
    read += found.length
    return found
  }
  const scan = scanLog({
    forwards: async (from, count) =>
      counted(
        raw()
          .filter(({ position }) => position >= from)
          .slice(0, count),
      ),
    ofTypes: async (from, count, types) =>
      counted(
        raw()
          .filter(({ position, event }) => position >= from && event !== null && types.includes(event.type))
          .slice(0, count),
      ),
    backwards: async (before, count) =>
      counted(
        raw()
          .filter(({ position }) => before === null || position < before)
          .toReversed()
          .slice(0, count),
      ),
  })
  return {
    scan,
    add: (more: string) => (events += more),
    /** Events read since the last call. */
    readSince: () => {
      const since = read
      read = 0
      return since
    },
    positions: async (after: number, limit: number) =>
      (await scan.readAll({ after, limit })).map(({ position }) => position),
  }
}

describe('reading the log of a server that has events of its own', () => {
  it('finds ours, after a position, as many as are wanted', async () => {
    const { positions } = logOf('..o.oo...o.')
    expect(await positions(0, 10)).toEqual([300, 500, 600, 1_000])
    expect(await positions(300, 2)).toEqual([500, 600])
    expect(await positions(600, 1)).toEqual([1_000])
    expect(await positions(1_000, 5)).toEqual([])
  })

  it('misses none, whatever the size of the reads', async () => {
    const text = Array.from({ length: 400 }, (_, index) => (index % 7 === 0 || index % 11 === 3 ? 'o' : '.')).join('')
    for (const limit of [1, 2, 3, 16, 500]) {
      const { positions } = logOf(text)
      const found: number[] = []
      for (let more = await positions(0, limit); more.length > 0; more = await positions(found.at(-1)!, limit))
        found.push(...more)
      expect(found).toEqual([...text].flatMap((kind, index) => (kind === 'o' ? [(index + 1) * 100] : [])))
    }
  })

  it("does not read the server's own events with every look", async () => {
    const { positions, readSince, add } = logOf(`o${'.'.repeat(5_000)}`)
    expect(await positions(100, 100)).toEqual([])
    expect(readSince()).toBeGreaterThan(5_000)
    expect(await positions(100, 100)).toEqual([])
    expect(readSince()).toBeLessThan(5)
    add('.o')
    expect(await positions(100, 100)).toEqual([500_300])
    expect(readSince()).toBeLessThan(10)
  })

  it('finds the newest of ours from the end, and from where it looked last', async () => {
    const { scan, readSince, add } = logOf(`.oo${'.'.repeat(3_000)}`)
    expect(await scan.head()).toBe(300)
    readSince()
    expect(await scan.head()).toBe(300)
    expect(readSince()).toBeLessThan(20)
    add('....')
    expect(await scan.head()).toBe(300)
    add('..o.')
    expect(await scan.head()).toBe(301_000)
    expect(await logOf('').scan.head()).toBe(0)
    expect(await logOf('....').scan.head()).toBe(0)
  })
})

describe('reading some types of event', () => {
  it('brings those alone, and says up to where there are no others', async () => {
    const { scan } = logOf('o.xx.o.xx..')
    const read = async (after: number, limit: number) => {
      const { events, upTo, head } = await scan.readWanted({ after, limit, types: ['o'] })
      return [events.map(({ position }) => position), upTo, head]
    }
    expect(await read(0, 10)).toEqual([[100, 600], 900, 900])
    expect(await read(0, 2)).toEqual([[100, 600], 900, 900])
    expect(await read(0, 1)).toEqual([[100], 100, 900])
    expect(await read(100, 1)).toEqual([[600], 600, 900])
    expect(await read(600, 1)).toEqual([[], 900, 900])
    expect(await read(300, 5)).toEqual([[600], 900, 900])
    expect(await read(900, 5)).toEqual([[], 900, 900])
  })

  it('brings every type where all are wanted', async () => {
    const { scan } = logOf('o.x.')
    const { events, upTo } = await scan.readWanted({ after: 0, limit: 5, types: null })
    expect([events.map(({ position }) => position), upTo]).toEqual([[100, 300], 300])
  })
})
