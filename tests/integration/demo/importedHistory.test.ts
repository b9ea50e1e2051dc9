import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoHistory } from '#services/composition/demo/demoHistory.ts'
import { demoPassword, demoSignIns } from '#services/demo/signIns.ts'
import { importHistory } from '#services/eventStore/postgres/importHistory.ts'
import { type PostgresEventLog, postgresEventLog } from '#services/eventStore/postgres/postgresEventLog.ts'
import { sealedEventStore } from '#services/eventStore/sealedEventStore.ts'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { postgresWrappedKeys } from '#services/eventStore/sealing/postgresWrappedKeys.ts'
import { sealingCodec } from '#services/eventStore/sealing/sealingCodec.ts'
import { silentLogger } from '#services/logging/logger.ts'
import type { Databases } from '#services/postgres/databases.ts'
import { postgresKeyStore } from '#services/sessions/tokens/postgresKeyStore.ts'
import { postgresSecrets } from '#services/tenants/secrets/postgresSecrets.ts'
import { memoryKeyUses } from '#services/tenants/apiKeys/keyUses.ts'
import { tenants } from '#services/tenants/tenants.ts'
import { hashTurns } from '#services/tenants/passwords/hashTurns.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { demoContext } from '../../support/demoHistory.ts'
import { memorySetupLinks } from '../../support/memorySetupLinks.ts'
import { testAmbient } from '../../support/testAmbient.ts'

const until = Date.parse('2026-11-21T09:00:00.000Z')

let database: TestDatabase
let later: Databases
let log: PostgresEventLog

const codecOf = ({ writer }: Databases) => sealingCodec(keyring(database.masterKey, postgresWrappedKeys(writer)))
const shared = (databases: Databases) => ({
  masterKey: database.masterKey,
  secrets: postgresSecrets(databases.app),
  links: memorySetupLinks(),
  logger: silentLogger,
  hashing: hashTurns({ now: () => performance.now(), width: 2 }),
})

let count: number

beforeAll(async () => {
  database = await testDatabase()
  const { databases } = database
  const history = await demoHistory({
    ...shared(databases),
    wrappedKeys: postgresWrappedKeys(databases.writer),
    seed: 7,
    until,
    days: 1,
    bytes: randomBytes,
    keyStore: postgresKeyStore(databases.writer),
    buildContext: demoContext(),
  })
  count = history.events.length
  await importHistory(databases.writer, history.events)
  later = await database.reopen()
  log = postgresEventLog({ databases: later, now: () => performance.now() })
})
afterAll(async () => {
  await log.close()
  await later.close()
  await database.drop()
})

describe('an imported history', () => {
  it('can be opened by another process, every event of it', async () => {
    const store = sealedEventStore(log, codecOf(later))
    const events = await store.readAll({ after: 0, limit: 100_000 })
    expect(events).toHaveLength(count)
    expect(await log.head()).toBe(count)
    const names = events.flatMap((event) => (event.type === 'SessionStarted' ? [event.data.user.email] : []))
    expect(names.every((email) => email.endsWith('.test'))).toBe(true)
  })

  it('lets everybody in whose sign-in is printed', async () => {
    const store = sealedEventStore(log, codecOf(later))
    const people = tenants({
      ...shared(later),
      store,
      keyUses: memoryKeyUses(),
      ambient: testAmbient(),
      isCurrent: () => false,
    })
    for (const { tenant: slug, email, role } of demoSignIns) {
      const tenant = (await people.directory.tenantBySlug(slug))!
      const person = (await people.directory.personByEmail(tenant.tenantId, email))!
      expect(person.roles).toEqual([role])
      expect(tenant.simulated).toBe(true)
      expect(await people.passwords.verify(tenant.tenantId, person.secretId, demoPassword)).toBe(true)
    }
  })

  it('is written into an empty log only', async () => {
    const [event] = await log.readAll({ after: 0, limit: 1 })
    await expect(importHistory(later.writer, [event!])).rejects.toThrow(/empty/)
    expect(await log.head()).toBe(count)
  })
})
