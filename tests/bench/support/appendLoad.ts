import { randomBytes, randomUUID } from 'node:crypto'
import type { SessionEvent } from '#events/session/events.ts'
import type { NewEvent } from '#events/envelope.ts'
import { sessionStream } from '#events/streams.ts'
import { noStream } from '#services/eventStore/eventStore.ts'
import { openDatabases } from '#services/postgres/databases.ts'
import { realAmbient } from '../../support/realAmbient.ts'
import { postgresInstallation } from '../../support/postgresInstallation.ts'
import { sampleRefresh } from './sampleEvents.ts'

/** A process of its own that appends so many events a second to sessions of a tenant, until it is let go. */
export interface LoadOrders {
  ownerUrl: string
  masterKey: string
  tenantId: string
  userIds: string[]
  perSecond: number
}

const tickMs = 20
const sessionCount = 200

const startedOf = (sessionId: string, userId: string, sample: NewEvent<SessionEvent>): NewEvent<SessionEvent> => ({
  ...sample,
  type: 'SessionStarted',
  version: 2,
  data: {
    sessionId,
    userId,
    user: { email: 'load@acme.test', name: 'Load' },
    clientId: 'web',
    transport: 'bearer',
    methods: ['pwd'],
    authTime: sample.at,
    remembered: false,
    idleSeconds: 604_800,
    absoluteSeconds: 2_592_000,
    salt: randomBytes(16).toString('base64url'),
    keyId: 'k',
  },
})

const run = async ({ ownerUrl, masterKey, tenantId, userIds, perSecond }: LoadOrders): Promise<void> => {
  const key = Buffer.from(masterKey, 'base64')
  const reopen = () => openDatabases({ ownerUrl, masterKey: key, sizes: { owner: 1, writer: 3, app: 1 } })
  const databases = await reopen()
  const { store } = await postgresInstallation({
    databases,
    ownerUrl,
    masterKey: key,
    reopen,
    drop: async () => undefined,
  })
  const sessions = Array.from({ length: sessionCount }, (_, number) => ({
    sessionId: randomUUID(),
    userId: userIds[number % userIds.length]!,
    revision: noStream,
  }))
  const eventOf = ({ sessionId, userId, revision }: (typeof sessions)[number]): NewEvent<SessionEvent> => {
    const origin = { id: realAmbient.random.id(), tenantId, at: new Date().toISOString() }
    const sample = { ...sampleRefresh(revision + 1), ...origin, actor: { kind: 'user' as const, id: userId } }
    if (revision === noStream) return startedOf(sessionId, userId, sample)
    const data = { sessionId, userId, generation: revision + 1, keyId: 'k', attempt: null }
    return { ...sample, type: 'SessionRefreshed', version: 1, data }
  }
  const appendTo = async (session: (typeof sessions)[number]): Promise<void> => {
    const event = eventOf(session)
    const { sessionId, revision } = session
    session.revision += 1
    try {
      await store.append(sessionStream(tenantId, sessionId), [event], revision)
    } catch {
      // An overloaded machine refuses some; that session makes way for another.
      failed += 1
      if (session.sessionId === sessionId) Object.assign(session, { sessionId: randomUUID(), revision: noStream })
    }
  }
  const began = performance.now()
  let appended = 0
  let failed = 0
  setInterval(() => {
    const due = Math.min(sessionCount, Math.floor(((performance.now() - began) / 1000) * perSecond) - appended)
    for (let left = due; left > 0; left -= 1) {
      void appendTo(sessions[appended % sessionCount]!)
      appended += 1
    }
  }, tickMs)
  setInterval(() => process.send?.({ perSecond: (appended - failed) / ((performance.now() - began) / 1000) }), 1_000)
}

process.once('message', (orders) => void run(orders as LoadOrders))
process.once('disconnect', () => process.exit(0))
