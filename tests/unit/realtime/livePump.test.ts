import { afterEach, describe, expect, it } from 'vitest'
import type { Beat, Frame } from '#events/live/frames.ts'
import type { ChangesSince, TenantChange } from '#services/ports/changes.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { frameSender } from '#services/realtime/frames/frameSender.ts'
import { livePump, type LivePump } from '#services/realtime/frames/livePump.ts'
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
  changed: { sessions: [`session at ${to}`] },
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
  const pump = livePump({ changesSince, tellErased: async () => undefined, send, clock, logger: silentLogger })
  running.push(pump)
  await pump.ready
  const stream = pump.open(tenantId)
  pump.wake()
  return { pump, stream, sent }
}

describe('a tenant whose partition is ahead of others', () => {
  /** It stands at 450 when another partition, at 500, has its changes thrown away. */
  const afterGap = async () => {
    const views = { covered: 100, keptSince: 0, changes: [change(400, 450)] }
    const { pump, stream, sent } = await liveOver(views)
    await expect.poll(() => sent).toEqual(['frame 100-450'])
    Object.assign(views, { keptSince: 500, changes: [] })
    pump.wake()
    await expect.poll(() => stream.sent).toBe(451)
    const commit = (from: number, to: number) => {
      views.changes.push(change(from, to))
      pump.wake()
    }
    return { commit, stream, sent: () => sent.slice(1) }
  }

  it('is left one gap when changes are no longer kept, never moved back, and goes on from there', async () => {
    const { commit, sent } = await afterGap()
    await expect.poll(() => sent().length, { timeout: 5_000 }).toBe(2)
    expect(sent()).toEqual(['beat 451-451', 'beat 451-451'])
    commit(510, 520)
    await expect.poll(() => sent().at(-1)).toBe('frame 451-520')
  })

  it('is sent what its own partition comes to before the position that the others are kept from', async () => {
    const { commit, sent } = await afterGap()
    commit(470, 480)
    await expect.poll(sent).toEqual(['frame 451-480'])
    commit(510, 520)
    await expect.poll(sent).toEqual(['frame 451-480', 'frame 480-520'])
  })

  it('is left another gap rather than half of a change that the first one went into', async () => {
    const { commit, stream, sent } = await afterGap()
    commit(450, 451)
    await expect.poll(() => stream.sent).toBe(452)
    commit(451, 460)
    await expect.poll(() => stream.sent).toBe(460)
    commit(460, 470)
    await expect.poll(sent).toEqual(['frame 460-470'])
  })

  it('is sent in the same pass what came after the gap', async () => {
    const { sent } = await liveOver({ covered: 100, keptSince: 500, changes: [change(510, 520)] })
    await expect.poll(() => sent).toEqual(['frame 101-520'])
  })
})

describe('a tenant whose partition is the only one', () => {
  it('goes on from what the views cover', async () => {
    const views = { covered: 100, keptSince: 0, changes: [] as TenantChange[] }
    const { pump, stream, sent } = await liveOver(views)
    Object.assign(views, { covered: 500, keptSince: 500 })
    pump.wake()
    await expect.poll(() => stream.sent).toBe(500)
    Object.assign(views, { covered: 520, changes: [change(500, 520)] })
    pump.wake()
    await expect.poll(() => sent.at(-1)).toBe('frame 500-520')
  })
})
