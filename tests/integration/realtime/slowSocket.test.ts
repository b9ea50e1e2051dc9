import { afterEach, describe, expect, it } from 'vitest'
import type { LogEntry } from '#events/live/rows.ts'
import { noCounts, positions, realtimeAlone, tenantId, tokenFor } from '../../support/realtimeAlone.ts'
import { closeSockets, closing, openPage, wireOf } from '../../support/sockets.ts'

let stop = async (): Promise<void> => undefined
afterEach(async () => {
  closeSockets()
  await stop()
})

const hundredKilobytes = 'x'.repeat(100_000)

/** A tenant in which so much happens that every frame is half a megabyte. */
const busyTenant = () => {
  let position = 1
  const entry = () => ({ id: 'e', position: positions.seal(tenantId, position), text: hundredKilobytes }) as LogEntry
  return realtimeAlone({
    changesSince: async () => {
      position += 1
      const changed = { log: [position] }
      const change = { tenantId, from: position - 1, to: position, changed }
      return { covered: position, keptSince: 0, changes: [change] }
    },
    readChanged: async () => ({
      sessions: [],
      log: Array.from({ length: 5 }, entry),
      anomalies: [],
      counts: noCounts,
      activity: [],
    }),
    onChanged: (wake) => {
      const waking = setInterval(wake, 50)
      return () => clearInterval(waking)
    },
  })
}

describe('a socket that does not read', () => {
  it('is cut, while one that reads is sent everything without a gap', async () => {
    const realtime = await busyTenant()
    stop = realtime.stop
    const [slow, quick] = [openPage(realtime.url, tokenFor('slow')), openPage(realtime.url, tokenFor('quick'))]
    await Promise.all([slow.hello, quick.hello])
    wireOf(slow.socket).pause()
    await expect.poll(realtime.counts).toEqual({ live: 1, me: 0 })
    const seen = quick.frames.length
    await expect.poll(() => quick.frames.length).toBeGreaterThan(seen)
    expect([quick.socket.connected, quick.gaps()]).toEqual([true, 0])
    const closed = closing(slow.socket)
    wireOf(slow.socket).resume()
    expect(await closed).toMatch(/^transport/)
  })
})
