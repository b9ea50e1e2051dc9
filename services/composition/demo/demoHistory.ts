import type { KeyObject } from 'node:crypto'
import type { Ambient, Randomness } from '#services/ambient/clock.ts'
import { type KeptContext, keptContext } from '#services/commands/keptContext.ts'
import type { BuildContext } from '#services/context/contextBuilder.ts'
import type { HistoryPorts } from '#services/demo/ports.ts'
import { simulatedClock } from '#services/demo/timeline.ts'
import { historyStart, type LeftBehind, writeHistory } from '#services/demo/writeHistory.ts'
import { watchHistory } from '#services/detection/watchHistory.ts'
import type { EventStore, StoredEvent } from '#services/eventStore/eventStore.ts'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { sealingCodec } from '#services/eventStore/sealing/sealingCodec.ts'
import type { WrappedKeys } from '#services/eventStore/sealing/wrappedKeys.ts'
import { memoryEventLog } from '#services/eventStore/memoryEventLog.ts'
import { sealedEventStore } from '#services/eventStore/sealedEventStore.ts'
import { endSession } from '#services/operations/endSession.ts'
import { measure } from '#services/operations/measurement.ts'
import { operationLog } from '#services/operations/operationLog.ts'
import { runOperation } from '#services/operations/runOperation.ts'
import type { KeyRing } from '#services/sessions/tokens/keyRing.ts'
import type { KeyStore } from '#services/sessions/tokens/keyStore.ts'
import { refreshKeys } from '#services/sessions/tokens/refreshKeys.ts'
import { revokeOneSession } from '#services/sessions/commands/revokeSession.ts'
import { type SessionWriter, sessionWriter } from '#services/sessions/commands/sessionWriter.ts'
import { memoryKeyUses } from '#services/tenants/apiKeys/keyUses.ts'
import { type Tenants, tenants, type TenantsNeeds } from '#services/tenants/tenants.ts'
import { pooledBytes } from '#services/ambient/pooledBytes.ts'
import { uuidv7 } from '#services/ambient/uuid.ts'
import { gatheredKeys, gatheredSecrets } from './gatheredWrites.ts'
import type { Report } from '../start/steps.ts'

export interface DemoHistoryNeeds extends Pick<TenantsNeeds, 'secrets' | 'links' | 'masterKey' | 'logger' | 'hashing'> {
  seed: number
  /** Milliseconds since the epoch: when the history ends. */
  until: number
  days?: number
  bytes: Randomness['bytes']
  keyStore: KeyStore
  wrappedKeys: WrappedKeys
  buildContext: BuildContext
  /** Called now and then with how much of the history's time has passed. */
  report?: Report
}

export interface DemoHistory {
  /** The history's events in order, sealed with the installation's keys, ready for `importHistory`. */
  events: StoredEvent[]
  leftBehind: LeftBehind[]
}

type SessionPorts = Omit<HistoryPorts, 'registerTenant' | 'hashPassword' | 'addUser' | 'endSessions' | 'detect'>

const sessionPorts = (
  { commands, refreshTokens, recordFailedSignIn }: SessionWriter,
  keys: KeyRing<KeyObject>,
  { directory }: Tenants,
): SessionPorts => ({
  start: commands.start,
  refresh({ sessionId, userId, clientId, transport, salt }, generation, { tenantId, ...origin }) {
    const token = { tenantId, sessionId, userId, clientId, generation, salt, key: keys.current().material }
    const refreshing = { graceSeconds: 10, clientId, transport, attempt: null, active: true }
    return commands.refresh(token, refreshing, { tenantId, ...origin })
  },
  recordActivity: commands.recordActivity,
  logOut: commands.logOut,
  expire: commands.expire,
  refuseSignIn: ({ email, ...refused }, metadata) =>
    recordFailedSignIn({ ...refused, emailDigest: directory.emailDigest(metadata.tenantId, email) }, metadata),
  refreshToken: refreshTokens.currentOf,
})

const never = new AbortController().signal
const hourMs = 3_600_000

/** Carries out a revocation to its end, by the same steps as a real operation. */
const endSessions = (
  { store, ambient, kept }: { store: EventStore; ambient: Ambient; kept: KeptContext },
  writer: SessionWriter,
): HistoryPorts['endSessions'] => {
  const log = operationLog(store, ambient, kept)
  const ended = endSession(revokeOneSession(writer.commands))
  const needs = { log, endSession: ended, endMatching: async () => 0, invalidateOnce: async () => null }
  return async ({ sessionIds, kind, ...because }, metadata) => {
    const operation = { tenantId: metadata.tenantId, operationId: ambient.random.id() }
    const chosen = { kind, filter: null, userId: null, sessionIds: [...sessionIds], spared: [] }
    const { operationId } = operation
    await log.start({ operationId, ...chosen, ...because }, metadata, ambient.random.id())
    const done = await runOperation(needs, operation, never)
    if (done === null) throw new Error('An operation of the history did not run')
    const { at } = done.state.started
    // In the history nobody has a socket open, so there is none to measure.
    const data = measure({ operationId, decidedAt: at, refreshRefusedAt: at }, [])
    await log.measured(done.state, data)
  }
}

/** Makes the demo's month in memory, through the same commands as real requests, sealed with the installation's own keys. */
export const demoHistory = async (needs: DemoHistoryNeeds): Promise<DemoHistory> => {
  const { seed, until, days, keyStore, buildContext, masterKey, report } = needs
  const bytes = pooledBytes(needs.bytes)
  const begins = historyStart(until, days)
  const clock = simulatedClock(begins)
  const ambient: Ambient = { clock, random: { bytes, id: () => uuidv7(clock, bytes) } }
  const log = memoryEventLog()
  const wrappedKeys = gatheredKeys(needs.wrappedKeys)
  const secrets = gatheredSecrets(needs.secrets)
  const codec = sealingCodec(keyring(masterKey, wrappedKeys.store))
  const store = sealedEventStore(log, codec)
  const people = tenants({
    ...needs,
    secrets: secrets.store,
    keyUses: memoryKeyUses(),
    store,
    ambient,
    isCurrent: () => false,
  })
  const keys = refreshKeys(keyStore, masterKey, ambient)
  await keys.turn()
  const kept = keptContext(people.directory)
  const writer = sessionWriter({ store, ambient, keptContext: kept, refreshKeys: keys })
  const detect = watchHistory({ log, codec, store, clock })
  const leftBehind = await writeHistory({
    seed,
    until,
    clock,
    buildContext,
    locate: (ip) => buildContext({ ip, userAgent: null, clientId: null }).place,
    randomId: ambient.random.id,
    ...(days === undefined ? {} : { days }),
    ports: {
      ...sessionPorts(writer, keys, people),
      registerTenant: people.commands.registerTenant,
      hashPassword: people.passwords.hash,
      addUser: people.commands.addUser,
      endSessions: endSessions({ store, ambient, kept }, writer),
      async detect() {
        await detect()
        await report?.(Math.floor((clock.now() - begins) / hourMs), Math.floor((until - begins) / hourMs))
      },
    },
  })
  // Keys and secrets are stored before any event that needs or names them.
  await Promise.all([wrappedKeys.flush(), secrets.flush()])
  return { events: await log.readAll({ after: 0, limit: Number.MAX_SAFE_INTEGER }), leftBehind }
}
