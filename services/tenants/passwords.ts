import { systemTenantId } from '#events/streams.ts'
import type { Ambient } from '#services/ambient/clock.ts'
import type { Passwords } from '#services/ports/identity.ts'
import type { Logger } from '#services/logging/logger.ts'
import { deriveKey } from '#services/keys/masterKey.ts'
import type { FairTurns } from '#services/turns/fairTurns.ts'
import { argon2Hasher, dummyHash, type PasswordHasher } from './hashing/passwordHasher.ts'
import { madeUpTenants } from './hashTurns.ts'
import { normalisePassword } from './passwordRules.ts'
import type { Secrets } from './secrets.ts'

/** The id of no row. It is read so that a person without a password costs the same queries as one with a password. */
const noSecret = '00000000-0000-8000-8000-000000000000'

export interface TenantPasswords extends Passwords {
  /** Hashes without storing, for people who share one password (those of the demo). */
  hash(password: string): Promise<string>
  /** Stores a hash made by `hash` for one person; answers its id. */
  storeHash(tenantId: string, userId: string, hash: string): Promise<string>
  /** How many people are waiting for a hash now. */
  waiting(): number
}

export interface PasswordsNeeds {
  secrets: Secrets
  ambient: Ambient
  masterKey: Buffer
  hashing: FairTurns
  /** Absent: passwords are hashed in this process. */
  hasher?: PasswordHasher
  logger: Logger
}

/** Hashes are keyed with it. A thief who has only the database cannot even try passwords. */
export const passwordKey = (masterKey: Buffer): Buffer => deriveKey(masterKey, 'passwords').export()

/** Passwords of people, hashed with argon2id when their turn comes. */
export const passwords = (needs: PasswordsNeeds): TenantPasswords => {
  const { secrets, ambient, masterKey, hashing, logger, hasher = argon2Hasher(passwordKey(masterKey)) } = needs

  const hashed = (tenant: string, password: string) =>
    hashing.run({ tenant, isFirst: true }, () => hasher.hash(normalisePassword(password)))

  const storeHash: TenantPasswords['storeHash'] = async (tenantId, userId, value) => {
    const id = ambient.random.id()
    await secrets.put({ tenantId, id, userId, kind: 'password', value })
    return id
  }

  return {
    hash: (password) => hashed(systemTenantId, password),
    storeHash,
    waiting: hashing.waiting,
    store: async (tenantId, userId, password) => storeHash(tenantId, userId, await hashed(tenantId, password)),
    verify: async (tenantId, secretId, password, { isKnown = false, isMadeUp = false } = {}) => {
      const asker = { tenant: isMadeUp ? madeUpTenants : tenantId, isFirst: isKnown }
      hashing.requireRoom(asker)
      const stored = await secrets.value({ tenantId, kind: 'password', id: secretId ?? noSecret })
      if (secretId !== null && stored === null) logger.error('a current secret is missing', { tenantId, secretId })
      const matches = await hashing.run(asker, () => hasher.verify(stored ?? dummyHash, normalisePassword(password)))
      return stored !== null && matches
    },
  }
}
