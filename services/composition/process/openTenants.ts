import { availableParallelism } from 'node:os'
import type { Ambient } from '#services/ambient/clock.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { PasswordHasher } from '#services/tenants/passwords/hashing/passwordHasher.ts'
import { hashTurns } from '#services/tenants/passwords/hashTurns.ts'
import { postgresSecrets } from '#services/tenants/secrets/postgresSecrets.ts'
import { postgresKeyUses } from '#services/tenants/apiKeys/keyUses.ts'
import { postgresSetupLinks } from '#services/tenants/setup/setupLinks.ts'
import { tenants, type Tenants } from '#services/tenants/tenants.ts'
import type { OpenData } from '../data/openData.ts'

interface TenantsGiven {
  store: EventStore
  ambient: Ambient
  logger: Logger
  /** Whether a tail that is up to date feeds them. */
  isCurrent: () => boolean
  /** Absent: passwords are hashed in this process. */
  hasher?: PasswordHasher
  /** Absent: nobody adds a passkey. */
  publicUrl?: string
}

/** Tenants and people of an open database. */
export const openTenants = (
  { databases, masterKey }: Pick<OpenData, 'databases' | 'masterKey'>,
  given: TenantsGiven,
): Tenants =>
  tenants({
    ...given,
    masterKey,
    secrets: postgresSecrets(databases.app),
    links: postgresSetupLinks(databases.app),
    keyUses: postgresKeyUses(databases.app, given.logger),
    hashing: hashTurns({ now: () => performance.now(), width: availableParallelism() }),
  })
