import { randomBytes } from 'node:crypto'
import type { Ambient } from '#services/clock.ts'
import { contextBuilder } from '#services/context/contextBuilder.ts'
import { watchHistory } from '#services/detection/watchHistory.ts'
import type { HistoryPorts } from '#services/demo/ports.ts'
import { simulatedClock } from '#services/demo/timeline.ts'
import { historyStart, writeHistory } from '#services/demo/writeHistory.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { memoryKeyStore } from '#services/sessions/memoryKeyStore.ts'
import { refreshKeys } from '#services/sessions/refreshKeys.ts'
import { sessionWriter } from '#services/sessions/sessionWriter.ts'
import { memorySecrets } from '#services/tenants/secrets.ts'
import { tenants } from '#services/tenants/tenants.ts'
import { uuidv7 } from '#services/uuid.ts'
import { demoGeo } from './demoGeo.ts'
import { memorySetupLinks } from './memorySetupLinks.ts'
import { memoryStore } from './memoryStore.ts'

/** The demo's history in a log in memory, written through the product's own commands. */
export const demoHistory = async (seed: number, options: { days?: number; located?: boolean; until?: number } = {}) => {
  const until = options.until ?? Date.parse('2026-11-21T09:00:00.000Z')
  const clock = simulatedClock(historyStart(until, options.days))
  const ambient: Ambient = { clock, random: { bytes: randomBytes, id: () => uuidv7(clock, randomBytes) } }
  const memory = memoryStore()
  const { store } = memory
  const masterKey = randomBytes(32)
  const buildContext = contextBuilder(demoGeo, options.located === false ? 'off' : 'city')
  const people = tenants({
    store,
    secrets: memorySecrets(),
    links: memorySetupLinks(),
    ambient,
    masterKey,
    logger: silentLogger,
    hashWidth: 2,
    isCurrent: () => false,
  })
  const keys = refreshKeys(memoryKeyStore(), masterKey, ambient)
  await keys.turn()
  const { commands, refreshTokens, recordFailedSignIn } = sessionWriter({ store, ambient, refreshKeys: keys })
  const endSessions: HistoryPorts['endSessions'] = async ({ sessionIds, ...because }, metadata) => {
    for (const sessionId of sessionIds)
      await commands.revoke(
        sessionId,
        { ...because, cause: 'operation', operationId: metadata.correlationId },
        metadata,
      )
  }
  const ports: HistoryPorts = {
    registerTenant: people.commands.registerTenant,
    hashPassword: people.passwords.hash,
    addUser: people.commands.addUser,
    start: commands.start,
    async refresh(session, generation, metadata) {
      const text = await refreshTokens.currentOf(metadata.tenantId, { ...session, generation })
      const { clientId, transport } = session
      const token = (await refreshTokens.authenticate(text))!
      return commands.refresh(token, { graceSeconds: 10, clientId, transport, attempt: null }, metadata)
    },
    recordActivity: commands.recordActivity,
    logOut: commands.logOut,
    revoke: commands.revoke,
    expire: commands.expire,
    refuseSignIn: ({ email, ...refused }, metadata) =>
      recordFailedSignIn({ ...refused, emailDigest: people.directory.emailDigest(metadata.tenantId, email) }, metadata),
    endSessions,
    detect: watchHistory({ ...memory, clock }),
    refreshToken: refreshTokens.currentOf,
  }
  const leftBehind = await writeHistory({
    seed,
    until,
    clock,
    ports,
    locate: (ip) => buildContext({ ip, userAgent: null, clientId: null }).place,
    buildContext,
    randomId: ambient.random.id,
    ...(options.days === undefined ? {} : { days: options.days }),
  })
  return { ...memory, leftBehind, until }
}
