import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import { CodedError } from '#services/ports/errors.ts'
import { dashboardAudience } from '#events/tenant/dashboardClient.ts'
import type { SignedInCaller } from '#services/http/caller.ts'
import type { Directory, Tenant } from '#services/ports/identity.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { startRealtime, type RealtimeNeeds } from '#services/realtime/startRealtime.ts'
import { wirePositions } from '#services/keys/wirePositions.ts'
import { policyWith } from './changedPolicy.ts'
import { reportsInMemory } from './operationStack.ts'
import { testAmbient } from './testAmbient.ts'

export const tenantId = '01890000-0000-7000-8000-00000000000a'
export const positions = wirePositions(Buffer.alloc(32, 1))

const policy = policyWith({ texts: { neutralMessage: 'Signed out.' } })
const tenant = { tenantId, policy, clients: new Map() } as Partial<Tenant> as Tenant
const directory = {
  tenant: async () => tenant,
  tenantBySlug: async () => null,
} as Partial<Directory> as Directory
export const noCounts = { active: 0, idle: 0, users: 0, deviceType: {}, browser: {}, os: {}, country: {}, client: {} }

/** An admin's token is its session's id and when it runs out: `s1 1763629200000`. */
export const tokenFor = (sessionId: string, expiresAt = Number.MAX_SAFE_INTEGER) => `${sessionId} ${expiresAt}`
const callerOf = (token: string): SignedInCaller => {
  const [sessionId = '', expiresAt] = token.split(' ')
  if (expiresAt === undefined) throw new CodedError('not-signed-in')
  return {
    kind: 'person',
    tenantId,
    userId: `user of ${sessionId}`,
    sessionId,
    clientId: 'dashboard',
    audience: dashboardAudience,
    roles: ['admin'],
    mustChangePassword: false,
    mustReauthenticate: false,
    authTime: 0,
    methods: ['pwd'],
    accessExpiresAt: Number(expiresAt),
  }
}

/** Sockets on a port of their own, over a log and views that the test plays. */
export const realtimeAlone = async (change: Partial<RealtimeNeeds> = {}) => {
  const ambient = testAmbient()
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const listeners = new Set<(event: Recorded<RollcallEvent>) => void>()
  const reports = reportsInMemory()
  const realtime = await startRealtime({
    server,
    ambient,
    logger: silentLogger,
    noteRefusal: () => undefined,
    tail: {
      listen(_types: readonly string[], listener: (event: Recorded<RollcallEvent>) => void) {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    } as RealtimeNeeds['tail'],
    checkSession: callerOf,
    refusalAt: async () => null,
    directory,
    positions,
    changesSince: async () => ({ covered: 1, keptSince: 0, changes: [] }),
    erasedSince: async () => ({ erasure: 0, tenantIds: [] }),
    readChanged: async () => ({ sessions: [], log: [], anomalies: [], counts: noCounts, activity: [] }),
    onChanged: () => () => undefined,
    reports,
    clientAddress: () => null,
    admitAddress: () => true,
    ownOrigins: [],
    ...change,
  })
  const append = (type: string, data: Record<string, unknown>, position = 1) => {
    const event = { type, version: 1, data, tenantId, at: '2026-11-20T09:00:00.000Z', position, revision: 1 }
    for (const listener of listeners) listener(event as unknown as Recorded<RollcallEvent>)
  }
  return {
    ...ambient,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    reports,
    counts: realtime.counts,
    /** The log says so. */
    append,
    /** TCP connections that are open. */
    connections: () =>
      new Promise<number>((resolve, reject) =>
        server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
      ),
    async stop() {
      await realtime.close()
      server.close()
    },
  }
}
