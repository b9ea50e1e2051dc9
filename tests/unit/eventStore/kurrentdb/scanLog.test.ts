import { describe, expect, it } from 'vitest'
import type { StoredEvent } from '#services/eventStore/eventStore.ts'
import type { RawEvent } from '#services/eventStore/kurrentdb/readEvents.ts'
import { scanLog } from '#services/eventStore/kurrentdb/scanLog.ts'

/** A server's log: 'o' is an event of ours, '.' one of its own; positions 100, 200, ... */
const logOf = (text: string) => {
  const raw = (): RawEvent[] =>
    [...events].map((kind, index) => {
      const position = (index + 1) * 100
      return { position, event: kind === 'o' ? ({ position } as StoredEvent) : null }
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
