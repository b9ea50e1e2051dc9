import { availableParallelism } from 'node:os'
import type { Ambient } from '#services/ambient/clock.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import type { Logger } from '#services/logging/logger.ts'
import { hashTurns } from '#services/tenants/hashTurns.ts'
import { postgresSecrets } from '#services/tenants/postgresSecrets.ts'
import { postgresSetupLinks } from '#services/tenants/setupLinks.ts'
import { tenants, type Tenants } from '#services/tenants/tenants.ts'
import type { OpenData } from '../data/openData.ts'

/** Tenants and people of an open database. `isCurrent` tells whether a tail that is up to date feeds them. */
export const openTenants = (
  { databases, masterKey }: Pick<OpenData, 'databases' | 'masterKey'>,
  given: { store: EventStore; ambient: Ambient; logger: Logger; isCurrent: () => boolean },
): Tenants =>
  tenants({
    ...given,
    masterKey,
    secrets: postgresSecrets(databases.app),
    links: postgresSetupLinks(databases.app),
    hashing: hashTurns({ now: () => performance.now(), width: availableParallelism() }),
  })
