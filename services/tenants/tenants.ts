import type { EventType, RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import { rolesMay, scopesMay } from '#events/permissions.ts'
import type { Ambient } from '#services/ambient/clock.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import type { CheckApiKey } from '#services/http/caller.ts'
import { deriveKey } from '#services/keys/masterKey.ts'
import type { Directory, References } from '#services/ports/identity.ts'
import type { FactorKeeping } from '#services/ports/secondFactors.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { HashTurns } from '#services/tenants/passwords/hashTurns.ts'
import { apiKeyCommands, type ApiKeyCommands } from './apiKeys/apiKeyCommands.ts'
import type { ApiKeys } from './apiKeys/apiKeyState.ts'
import type { NamedKey } from './apiKeys/apiKeyText.ts'
import { apiKeyStanding, checkApiKey } from './apiKeys/checkApiKey.ts'
import type { KeyUses } from './apiKeys/keyUses.ts'
import { digests } from './claims/digests.ts'
import { directory } from './claims/directory.ts'
import { type ResetFactors, resetFactors } from './factors/changeFactor.ts'
import { factorKeeping } from './factors/factorKeeping.ts'
import { type FactorWork, factorWork } from './factors/factorWork.ts'
import { tokenOfLink } from './links/oneTimeLinks.ts'
import type { PasswordHasher } from './passwords/hashing/passwordHasher.ts'
import { findResemblance, type FindResemblance } from './claims/lookalikes/lookalikes.ts'
import { hasKeeper } from './keepers.ts'
import { passwords, type TenantPasswords } from './passwords/passwords.ts'
import type { Secrets } from './secrets/secrets.ts'
import { references } from './claims/references.ts'
import { importPeople } from './imports/importPeople.ts'
import { setup, type Setup } from './setup/setup.ts'
import type { SetupLinks } from './setup/setupLinks.ts'
import type { Policies } from '#services/ports/policies.ts'
import { policyCommands } from './policy/policyCommands.ts'
import { tenantCommands, type TenantCommands } from './tenantCommands.ts'
import { tenantMemory } from './tenantMemory.ts'
import { userCommands, type UserCommands } from './people/userCommands.ts'

export interface TenantsNeeds {
  store: Pick<EventStore, 'append' | 'readStream' | 'snapshots'>
  secrets: Secrets
  links: SetupLinks
  keyUses: KeyUses
  ambient: Ambient
  masterKey: Buffer
  logger: Logger
  hashing: HashTurns
  /** Absent: passwords are hashed in this process. */
  hasher?: PasswordHasher
  /** Where people open Rollcall: passkeys are made for its host. Absent: nobody adds or uses one. */
  publicUrl?: string
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
  policies: Policies
  commands: TenantCommands & UserCommands & ApiKeyCommands & { resetFactors: ResetFactors }
  factors: FactorKeeping
  /** For the routes of second factors. */
  factorWork: FactorWork
  checkApiKey: CheckApiKey
  /** Whether a key with the scope `guard` may still be used. @throws CodedError store-unavailable */
  isGuardKeyGood: (key: NamedKey) => Promise<boolean>
  /** Reads the tenant's stream to its end. */
  keysOf: (tenantId: string) => Promise<ApiKeys>
  keyUses: KeyUses
  setup: Setup
  /** Reads the person's stream to its end, whatever this process remembers. */
  personNow: Directory['person']
  /** The token of a one-time link, for the mail that carries it. */
  linkToken: (link: { tenantId: string; userId: string; secretId: string }) => string
  findResemblance: FindResemblance
  importPeople: ReturnType<typeof importPeople>
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
  const linkKey = deriveKey(masterKey, 'one-time-links')
  const userWork = {
    ...work,
    directory: lookUp,
    passwords: ofPeople,
    secrets: options.secrets,
    linkKey,
    keepers: ofTenants,
  }
  const keyWork = {
    ambient,
    memory,
    directory: lookUp,
    secrets: options.secrets,
    tagKey: deriveKey(masterKey, 'api-keys'),
  }
  const tied = references({ ...work, directory: lookUp })
  const standingOf = apiKeyStanding({ ...keyWork, clock: ambient.clock })
  const resemblance = findResemblance(memory)
  const ofFactors = factorWork({ ...work, secrets: options.secrets }, options)
  const commands = {
    ...ofTenants,
    ...userCommands({ ...userWork, findResemblance: resemblance }),
    ...apiKeyCommands(keyWork),
    resetFactors: resetFactors(ofFactors),
  }
  return {
    directory: lookUp,
    references: tied,
    passwords: ofPeople,
    commands,
    policies: policyCommands(work, store, commands, options.publicUrl === undefined ? null : ofFactors.party !== null),
    factors: factorKeeping(ofFactors),
    factorWork: ofFactors,
    checkApiKey: checkApiKey({ ...keyWork, clock: ambient.clock, uses: options.keyUses }),
    isGuardKeyGood: async (key) => {
      const standing = await standingOf(key)
      if (standing === null) return false
      const {
        key: { scopes },
        owner: { roles },
      } = standing
      return scopesMay(scopes, 'follow-revocations') && (roles === null || rolesMay(roles, 'follow-revocations'))
    },
    keysOf: async (tenantId) => (await memory.apiKeys.readOn(tenantId, '')).state,
    keyUses: options.keyUses,
    findResemblance: resemblance,
    importPeople: importPeople({ ...userWork, references: tied }),
    hasAdmin: (tenantId) => hasKeeper(work, tenantId),
    countPeople: async (tenantId) => (await memory.tenants.read(tenantId, '')).state.members.size,
    personNow: async (tenantId, userId) => {
      const [{ state: tenant }, { state }] = await Promise.all([
        memory.tenants.readOn(tenantId, ''),
        memory.users.readOn(tenantId, userId),
      ])
      return state.user === null ? null : { ...state.user, roles: tenant.members.get(userId) ?? [] }
    },
    linkToken: (link) => tokenOfLink(linkKey, link),
    setup: setup({ ...userWork, links: options.links, commands }),
    wanted: memory.wanted,
    observe: memory.observe,
  }
}
