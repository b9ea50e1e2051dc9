import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import { memoryKeyUses } from '#services/tenants/apiKeys/keyUses.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { memorySecrets } from '#services/tenants/secrets/secrets.ts'
import { tenants, type TenantsNeeds } from '#services/tenants/tenants.ts'
import { hashTurns } from '#services/tenants/passwords/hashTurns.ts'
import { memorySetupLinks } from './memorySetupLinks.ts'
import { memoryStore } from './memoryStore.ts'
import { testAmbient } from './testAmbient.ts'

export const operator = { actor: { kind: 'system', id: 'cli' }, correlationId: 'c', context: null } as const
export const adminOf = (id: string) => ({ actor: { kind: 'admin', id }, correlationId: 'c', context: null }) as const
export const because = { reason: 'left', message: null, ticket: null }
export const goodPassword = 'correct horse battery'

/** Counts how often streams are read. */
const counted = (store: EventStore) => {
  const reads: string[] = []
  const readStream: EventStore['readStream'] = (stream, from) => {
    reads.push(stream)
    return store.readStream(stream, from)
  }
  return { store: { ...store, readStream }, reads }
}

/** The tenants feature over a store in memory, with one registered tenant. */
export const tenantsInMemory = async (change: Partial<TenantsNeeds> = {}) => {
  const ambient = testAmbient()
  const { store, reads } = counted(memoryStore().store)
  const options: TenantsNeeds = {
    store,
    secrets: memorySecrets(),
    links: memorySetupLinks(),
    keyUses: memoryKeyUses(),
    ambient,
    masterKey: Buffer.alloc(32, 1),
    logger: silentLogger,
    hashing: hashTurns({ now: () => performance.now(), width: 2 }),
    isCurrent: () => false,
    ...change,
  }
  const feature = tenants(options)
  const { tenantId } = await feature.commands.registerTenant({ slug: 'acme', name: 'Acme' }, operator)
  const add = (email: string, roles: readonly ('member' | 'admin' | 'analyst')[] = ['member']) =>
    feature.commands.addUser(
      { tenantId, email, name: email, roles, credential: { kind: 'password', password: goodPassword } },
      operator,
    )
  const eventsOf = async (prefix: string): Promise<Recorded<RollcallEvent>[]> =>
    (await store.readAll({ after: 0, limit: 1_000 })).filter(({ stream }) => stream.startsWith(prefix))
  return { ...feature, options, store, reads, ambient, tenantId, add, eventsOf }
}
