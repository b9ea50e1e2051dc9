import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import { postgresEventLog, type PostgresEventLog } from '#services/eventStore/postgres/postgresEventLog.ts'
import { sealedEventStore } from '#services/eventStore/sealedEventStore.ts'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { postgresWrappedKeys } from '#services/eventStore/sealing/postgresWrappedKeys.ts'
import { sealingCodec } from '#services/eventStore/sealing/sealingCodec.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { postgresSecrets } from '#services/tenants/secrets/postgresSecrets.ts'
import { postgresKeyUses } from '#services/tenants/apiKeys/keyUses.ts'
import { postgresSetupLinks } from '#services/tenants/setup/setupLinks.ts'
import { tenants, type Tenants } from '#services/tenants/tenants.ts'
import { hashTurns } from '#services/tenants/passwords/hashTurns.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'
import { operator } from '../../support/tenantsInMemory.ts'
import { testAmbient } from '../../support/testAmbient.ts'

let database: TestDatabase
let log: PostgresEventLog
let store: EventStore
beforeAll(async () => {
  database = await testDatabase()
  log = postgresEventLog({ databases: database.databases, now: () => performance.now() })
  const codec = sealingCodec(keyring(database.masterKey, postgresWrappedKeys(database.databases.writer)))
  store = sealedEventStore(log, codec)
})
afterAll(async () => {
  await log.close()
  await database.drop()
})

/** Tenants as one process has them; `seed` keeps the ids of several apart. */
const aProcess = (seed: string): Tenants =>
  tenants({
    store,
    secrets: postgresSecrets(database.databases.app),
    links: postgresSetupLinks(database.databases.app),
    keyUses: postgresKeyUses(database.databases.app, silentLogger),
    ambient: testAmbient(seed, new Date().toISOString()),
    masterKey: database.masterKey,
    logger: silentLogger,
    hashing: hashTurns({ now: () => performance.now(), width: 2 }),
    isCurrent: () => false,
  })

const filledIn = {
  operator: { email: 'root@host.test', name: 'Root', password: 'correct horse battery' },
  tenant: { slug: 'acme', name: 'Acme' },
  admin: { email: 'ann@acme.test', name: 'Ann', password: 'another good battery' },
}

describe('an installation on PostgreSQL', () => {
  it('is set up by its link in one process and serves sign-ins in another', async () => {
    const here = aProcess('here')
    const offers = await Promise.all(
      ['one', 'two', 'three'].map((name) => aProcess(name).setup.offerLink('http://host')),
    )
    const links = offers.flatMap((offer) => (offer === null || offer === 'kept' ? [] : [offer.link]))
    expect(links).toHaveLength(1)
    const token = links[0]!.split('#')[1]!
    expect(await aProcess('other').setup.check({ token })).toBe(true)
    const { tenantId } = await here.setup.run({ token, ...filledIn }, operator)
    const there = aProcess('there')
    const ann = await there.directory.personByEmail(tenantId, 'ann@acme.test')
    expect(ann).toMatchObject({ name: 'Ann', roles: ['admin'] })
    expect(await there.passwords.verify(tenantId, ann!.secretId, 'another good battery')).toBe(true)
    expect(await there.passwords.verify(tenantId, ann!.secretId, 'something else')).toBe(false)
    expect(await there.setup.createLink('http://host')).toBeNull()
    expect(await there.setup.check({ token })).toBe(false)
  })

  it('keeps no token, password or name in the clear', async () => {
    const { rows } = await database.databases.writer.query<{ payload: unknown }>('select payload from events')
    const text = JSON.stringify(rows)
    for (const clear of ['ann@acme.test', 'root@host.test', 'battery']) expect(text).not.toContain(clear)
  })

  it('gives an e-mail that ten processes claim at once to one of them', async () => {
    const { tenantId } = (await aProcess('here').directory.tenantBySlug('acme'))!
    const added = Array.from({ length: 10 }, (_, index) =>
      aProcess(`racer ${index}`).commands.addUser(
        { tenantId, email: 'bob@acme.test', name: 'Bob', roles: ['member'], credential: { kind: 'oneTime' } },
        operator,
      ),
    )
    const outcomes = await Promise.allSettled(added)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const lost = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(lost.map(({ reason }) => (reason as { code: string }).code)).toEqual(Array(9).fill('already-exists'))
  })
})
