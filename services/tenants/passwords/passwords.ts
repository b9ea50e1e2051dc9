import { systemTenantId } from '#events/streams.ts'
import type { Ambient } from '#services/ambient/clock.ts'
import type { Passwords } from '#services/ports/identity.ts'
import type { Logger } from '#services/logging/logger.ts'
import { deriveKey } from '#services/keys/masterKey.ts'
import type { Asker } from '#services/turns/waitingLine.ts'
import { argon2Hasher, dummyHash, type PasswordHasher } from './hashing/passwordHasher.ts'
import { type HashTurns, madeUpTenants } from './hashTurns.ts'
import type { ImportedHash } from './imported/importedHash.ts'
import { sealedHashes } from './imported/sealedHash.ts'
import { normalisePassword } from './passwordRules.ts'
import type { Secrets } from '#services/tenants/secrets/secrets.ts'

/** The id of no row. It is read so that a person without a password costs the same queries as one with a password. */
const noSecret = '00000000-0000-8000-8000-000000000000'

export interface TenantPasswords extends Passwords {
  /** Hashes without storing, for people who share one password (those of the demo). */
  hash(password: string): Promise<string>
  /** Stores a hash made by `hash` for one person; answers its id. */
  storeHash(tenantId: string, userId: string, hash: string): Promise<string>
  /** Stores hashes that other systems made, sealed; answers their ids in the same order. */
  storeImported(tenantId: string, hashes: readonly { userId: string; hash: ImportedHash }[]): Promise<string[]>
  /** How many people are waiting for a hash now. */
  waiting(): number
}

export interface PasswordsNeeds {
  secrets: Secrets
  ambient: Ambient
  masterKey: Buffer
  hashing: HashTurns
  /** Absent: passwords are hashed in this process. */
  hasher?: PasswordHasher
  logger: Logger
}

/** Hashes are keyed with it. A thief who has only the database cannot even try passwords. */
export const passwordKey = (masterKey: Buffer): Buffer => deriveKey(masterKey, 'passwords').export()

/** Passwords of people, hashed with argon2id when their turn comes. */
export const passwords = (needs: PasswordsNeeds): TenantPasswords => {
  const { secrets, ambient, masterKey, hashing, logger, hasher = argon2Hasher(passwordKey(masterKey)) } = needs

  const sealed = sealedHashes(masterKey)
  const { clock } = ambient

  const hashed = (tenant: string, password: string) =>
    hashing.run({ tenant, isFirst: true }, () => hasher.hash(normalisePassword(password)))

  const storeHash: TenantPasswords['storeHash'] = async (tenantId, userId, value) => {
    const id = ambient.random.id()
    await secrets.put({ tenantId, id, userId, kind: 'password', value })
    return id
  }

  /**
   * A password that was imported is compared with the dummy too, so that what a stranger can measure beyond the time of one hash
   * of ours is known, and can be hidden.
   */
  const compareStored = async (
    asker: Asker,
    stored: string | null,
    imported: ImportedHash | null,
    password: string,
  ) => {
    const ours = imported === null && stored !== null ? stored : dummyHash
    const isOurs = await hashing.run(asker, () => hasher.verify(ours, normalisePassword(password)))
    if (imported === null) return { matches: stored !== null && isOurs, importedMs: null }
    const from = clock.now()
    const matches = await hashing.imported.run(asker, () => hasher.verifyImported(imported, password))
    return { matches, importedMs: clock.now() - from }
  }

  const compare: TenantPasswords['compare'] = async (tenantId, secretId, password, whose = {}) => {
    const { isKnown = false, isMadeUp = false } = whose
    const asker = { tenant: isMadeUp ? madeUpTenants : tenantId, isFirst: isKnown }
    hashing.requireRoom(asker)
    const row = { tenantId, id: secretId ?? noSecret }
    const stored = await secrets.value({ ...row, kind: 'password' })
    if (secretId !== null && stored === null) logger.error('a current secret is missing', { tenantId, secretId })
    const imported = stored === null ? null : sealed.open(stored, row)
    return compareStored(asker, stored, imported, password)
  }

  return {
    compare,
    hash: (password) => hashed(systemTenantId, password),
    storeHash,
    waiting: hashing.waiting,
    store: async (tenantId, userId, password) => storeHash(tenantId, userId, await hashed(tenantId, password)),
    verify: async (...asked) => (await compare(...asked)).matches,
    async storeImported(tenantId, hashes) {
      const rows = hashes.map(({ userId, hash }) => {
        const id = ambient.random.id()
        return { tenantId, id, userId, kind: 'password', value: sealed.seal(hash, { tenantId, id }) } as const
      })
      await secrets.putAll(tenantId, rows)
      return rows.map(({ id }) => id)
    },
  }
}
