import { afterEach, describe, expect, it } from 'vitest'
import type { Beat, Frame } from '#events/live/frames.ts'
import type { ChangesSince, TenantChange } from '#services/changes.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { frameSender } from '#services/realtime/frameSender.ts'
import { livePump, type LivePump } from '#services/realtime/livePump.ts'
import { positions } from './viewsInMemory.ts'

const tenantId = 'acme'
const clock = { now: () => Date.now() }
const running: LivePump[] = []
afterEach(async () => {
  for (const pump of running.splice(0)) await pump.stop()
})

const change = (from: number, to: number): TenantChange => ({
  tenantId,
  from,
  to,
  sessionIds: [`session at ${to}`],
  logNumbers: [],
  anomalyIds: [],
  minutes: [],
})

/** The pump and what it sends, over views that the test plays. */
const liveOver = async (views: Awaited<ReturnType<ChangesSince>>) => {
  const sent: string[] = []
  const note = (kind: string, { from, to }: Beat) =>
    sent.push(`${kind} ${positions.open(tenantId, from)}-${positions.open(tenantId, to)}`)
  const send = frameSender({
    buildFrame: async ({ from, to }) =>
      ({ from: positions.seal(tenantId, from), to: positions.seal(tenantId, to) }) as Frame,
    positions,
    clock,
    outlet: {
      frame: (_, frame) => note('frame', frame),
      beat: (_, beat) => note('beat', beat),
      isWatched: () => true,
    },
  })
  const changesSince: ChangesSince = async ({ after }) => ({
    ...views,
    changes: views.changes.filter(({ to }) => to > after),
  })
  const pump = livePump({ changesSince, send, clock, logger: silentLogger })
  running.push(pump)
  await pump.ready
  const stream = pump.open(tenantId)
  pump.wake()
  return { pump, stream, sent }
}

describe('a tenant whose partition is ahead of others', () => {
  it('is left one gap when changes are no longer kept, never moved back, and goes on from there', async () => {
    const views = { covered: 100, keptSince: 0, changes: [change(400, 450)] }
    const { pump, stream, sent } = await liveOver(views)
    await expect.poll(() => sent).toEqual(['frame 100-450'])
    // What another partition swapped at 500: this one still stands before it.
    Object.assign(views, { keptSince: 500, changes: [] })
    pump.wake()
    await expect.poll(() => sent.length, { timeout: 5_000 }).toBe(3)
    expect(sent.slice(1)).toEqual(['beat 500-500', 'beat 500-500'])
    views.changes.push(change(510, 520))
    pump.wake()
    await expect.poll(() => sent.at(-1)).toBe('frame 500-520')
    expect(stream.sent).toBe(520)
  })

  it('is sent in the same pass what came after the gap', async () => {
    const { sent } = await liveOver({ covered: 100, keptSince: 500, changes: [change(510, 520)] })
    await expect.poll(() => sent).toEqual(['frame 500-520'])
  })
})
