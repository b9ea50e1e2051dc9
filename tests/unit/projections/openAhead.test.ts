import { describe, expect, it } from 'vitest'
import { viewEvent, type ViewEvent } from '#services/projections/fold/viewEvent.ts'
import { openAhead } from '#services/projections/live/openAhead.ts'
import { viewEvents } from '#services/projections/live/projectEvents.ts'
import { memoryStore } from '../../support/memoryStore.ts'
import { viewTraffic } from '../../support/viewTraffic.ts'
import { writeTraffic } from '../../support/writeTraffic.ts'

/** Events of a log, and how many of them were opened. */
const countedEvents = async () => {
  const { log, codec } = memoryStore()
  await writeTraffic(log, codec, viewTraffic({ seed: 3, events: 1_000, usersPerTenant: 10 }))
  let opened = 0
  const openOne: typeof codec.openOne = (event) => {
    opened += 1
    return codec.openOne(event)
  }
  const stored = await log.readAll({ after: 0, limit: 10_000 })
  return { stored, events: await viewEvents({ ...codec, openOne }, stored), opened: () => opened }
}

describe('events that are opened ahead', () => {
  it('are not opened again by the fold', async () => {
    const { events, opened } = await countedEvents()
    await openAhead(events)
    expect(opened()).toBe(events.length)
    events.forEach((event) => event.open())
    expect(opened()).toBe(events.length)
  })

  it('let others have their turn meanwhile', async () => {
    const { events } = await countedEvents()
    let turns = 0
    const counting = setInterval(() => (turns += 1), 0)
    const opening = openAhead(events)
    setImmediate(() => (turns += 1))
    await opening
    clearInterval(counting)
    expect(turns).toBeGreaterThan(0)
  })

  it('fail only when the fold opens them', async () => {
    const { stored, events } = await countedEvents()
    const broken: ViewEvent = viewEvent(stored[0]!, {
      openClear: () => {
        throw new Error('clear')
      },
      openOne: () => {
        throw new Error('sealed')
      },
    })
    await openAhead([broken, ...events])
    expect(() => broken.open()).toThrow('sealed')
    expect(() => events.at(-1)!.open()).not.toThrow()
  })
})
