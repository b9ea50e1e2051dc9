import type { EventType, RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import type { Ambient } from '#services/ambient/clock.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import type { CheckApiKey } from '#services/http/caller.ts'
import { deriveKey } from '#services/keys/masterKey.ts'
import type { Directory, References } from '#services/ports/identity.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { FairTurns } from '#services/turns/fairTurns.ts'
import { apiKeyCommands, type ApiKeyCommands } from './apiKeys/apiKeyCommands.ts'
import type { ApiKeys } from './apiKeys/apiKeyState.ts'
import { checkApiKey } from './apiKeys/checkApiKey.ts'
import type { KeyUses } from './apiKeys/keyUses.ts'
import { digests } from './digests.ts'
import { directory } from './directory.ts'
import type { PasswordHasher } from './hashing/passwordHasher.ts'
import { findResemblance, type FindResemblance } from './lookalikes/lookalikes.ts'
import { hasKeeper } from './keepers.ts'
import { passwords, type TenantPasswords } from './passwords.ts'
import type { Secrets } from './secrets.ts'
import { references } from './references.ts'
import { setup, type Setup } from './setup.ts'
import type { SetupLinks } from './setupLinks.ts'
import { tenantCommands, type TenantCommands } from './tenantCommands.ts'
import { tenantMemory } from './tenantMemory.ts'
import { userCommands, type UserCommands } from './userCommands.ts'

export interface TenantsNeeds {
  store: Pick<EventStore, 'append' | 'readStream' | 'snapshots'>
  secrets: Secrets
  links: SetupLinks
  keyUses: KeyUses
  ambient: Ambient
  masterKey: Buffer
  logger: Logger
  hashing: FairTurns
  /** Absent: passwords are hashed in this process. */
  hasher?: PasswordHasher
  /**
   * True while a fresh tail calls `observe`. Without a tail: `() => false`; then every answer first reads the new
   * events.
   */
  isCurrent: () => boolean
}

export interface Tenants {
  directory: Directory
  references: References
  passwords: TenantPasswords
  commands: TenantCommands & UserCommands & ApiKeyCommands
  checkApiKey: CheckApiKey
  /** Reads the tenant's stream to its end. */
  keysOf: (tenantId: string) => Promise<ApiKeys>
  keyUses: KeyUses
  setup: Setup
  findResemblance: FindResemblance
  /** How many people have a role in the tenant. */
  countPeople: (tenantId: string) => Promise<number>
  /** Whether somebody who can let others in may sign in. */
  hasAdmin: (tenantId: string) => Promise<boolean>
  /** `observe` must be called with every event of these types, in order. */
  readonly wanted: readonly EventType[]
  observe: (event: Recorded<RollcallEvent>) => void
}

/** Tenants, people, roles and passwords on one event store, for the server, the CLI and the demo's history. */
export const tenants = (options: TenantsNeeds): Tenants => {
  const { ambient, masterKey, isCurrent, store } = options
  const memory = tenantMemory({ store, ambient, isCurrent })
  const names = digests(masterKey)
  const work = { ambient, memory, digests: names }
  const ofTenants = tenantCommands(work)
  const ofPeople = passwords(options)
  const lookUp = directory(memory, names)
  const userWork = { ...work, directory: lookUp, passwords: ofPeople, secrets: options.secrets, keepers: ofTenants }
  const keyWork = {
    ambient,
    memory,
    directory: lookUp,
    secrets: options.secrets,
    tagKey: deriveKey(masterKey, 'api-keys'),
  }
  const commands = { ...ofTenants, ...userCommands(userWork), ...apiKeyCommands(keyWork) }
  return {
    directory: lookUp,
    references: references({ ...work, directory: lookUp }),
    passwords: ofPeople,
    commands,
    checkApiKey: checkApiKey({ ...keyWork, clock: ambient.clock, uses: options.keyUses }),
    keysOf: async (tenantId) => (await memory.apiKeys.readOn(tenantId, '')).state,
    keyUses: options.keyUses,
    findResemblance: findResemblance(memory),
    hasAdmin: (tenantId) => hasKeeper(memory, tenantId),
    countPeople: async (tenantId) => (await memory.tenants.read(tenantId, '')).state.members.size,
    setup: setup({ ...userWork, links: options.links, commands }),
    wanted: memory.wanted,
    observe: memory.observe,
  }
}
