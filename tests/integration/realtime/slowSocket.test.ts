import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket as Wire } from 'node:net'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LogEntry } from '#events/live/rows.ts'
import type { Caller } from '#services/http/caller.ts'
import { dashboardAudience } from '#services/http/caller.ts'
import type { Directory, Tenant } from '#services/identity.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { startRealtime, type Realtime } from '#services/realtime/startRealtime.ts'
import { wirePositions } from '#services/wirePositions.ts'
import { reportsInMemory } from '../../support/operationStack.ts'
import { closeSockets, closing, openPage } from '../../support/sockets.ts'
import { testAmbient } from '../../support/testAmbient.ts'

const tenantId = '01890000-0000-7000-8000-00000000000a'
const positions = wirePositions(Buffer.alloc(32, 1))
const tenant = { tenantId, policy: { neutralMessage: 'Signed out.' }, clients: new Map() } as unknown as Tenant
const directory = { tenant: async () => tenant, tenantBySlug: async () => tenant } as unknown as Directory
const caller: Caller = {
  tenantId,
  userId: 'u',
  sessionId: 's',
  clientId: 'dashboard',
  audience: dashboardAudience,
  roles: ['admin'],
  mustChangePassword: false,
  accessExpiresAt: Date.now() + 3_600_000,
}
const counts = { active: 0, idle: 0, users: 0, deviceType: {}, browser: {}, os: {}, country: {}, client: {} }
const hundredKilobytes = 'x'.repeat(100_000)

let server: Server
let realtime: Realtime
let position = 1
let url: string

beforeEach(async () => {
  position = 1
  server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const changed = { sessionIds: [], anomalyIds: [], minutes: [] }
  realtime = await startRealtime({
    server,
    ambient: { ...testAmbient(), clock: { now: () => Date.now() } },
    logger: silentLogger,
    tail: { listen: () => () => undefined } as never,
    checkSession: () => caller,
    directory,
    positions,
    // A tenant in which so much happens that every frame is half a megabyte.
    changesSince: async ({ after }) => {
      position += 1
      const changes = [{ tenantId, from: position - 1, to: position, logNumbers: [position], ...changed }]
      return { covered: position, keptSince: 0, changes: after > position ? [] : changes }
    },
    readChanged: async () => ({
      sessions: [],
      anomalies: [],
      counts,
      activity: [],
      log: Array.from({ length: 5 }, () => {
        const entry = { id: 'e', position: positions.seal(tenantId, position), text: hundredKilobytes }
        return entry as unknown as LogEntry
      }),
    }),
    onChanged: (wake) => {
      const waking = setInterval(wake, 50)
      return () => clearInterval(waking)
    },
    reports: reportsInMemory(),
    clientAddress: () => null,
    admitAddress: () => true,
    ownOrigins: [],
  })
})
afterEach(async () => {
  closeSockets()
  await realtime.close()
  server.close()
})

/** The TCP connection under a client in Node. */
const wireOf = (page: ReturnType<typeof openPage>): Wire => {
  const { transport } = page.socket.io.engine as unknown as { transport: { ws: Record<string, Wire> } }
  return transport.ws['_socket']!
}

describe('a socket that does not read', () => {
  it('is cut, while one that reads is sent everything without a gap', async () => {
    const [slow, quick] = [openPage(url, 'slow'), openPage(url, 'quick')]
    await Promise.all([slow.hello, quick.hello])
    wireOf(slow).pause()
    await expect.poll(realtime.counts, { timeout: 20_000 }).toEqual({ live: 1, me: 0 })
    const seen = quick.frames.length
    await expect.poll(() => quick.frames.length, { timeout: 5_000 }).toBeGreaterThan(seen)
    expect([quick.socket.connected, quick.gaps()]).toEqual([true, 0])
    const closed = closing(slow.socket)
    wireOf(slow).resume()
    expect(await closed).toMatch(/^transport/)
  })
})
