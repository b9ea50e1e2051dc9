import { z } from 'zod'
import { deriveKey } from '#services/keys/masterKey.ts'
import { openText, seal } from '#services/keys/seal.ts'
import { type ImportedHash, pbkdf2Digests } from './importedHash.ts'

const cost = { N: z.int(), r: z.int(), p: z.int() }
const shape: z.ZodType<ImportedHash> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('argon2'), phc: z.string() }),
  z.object({ kind: z.literal('bcrypt'), text: z.string() }),
  z.object({
    kind: z.literal('pbkdf2'),
    digest: z.enum(pbkdf2Digests),
    iterations: z.int(),
    salt: z.string(),
    hash: z.string(),
  }),
  z.object({ kind: z.literal('scrypt'), ...cost, salt: z.string(), hash: z.string() }),
  z.object({ kind: z.literal('firebase'), ...cost, salt: z.string(), hash: z.string(), signerKey: z.string() }),
])

/** Tells it from a hash of our own, which begins with a dollar sign. */
const mark = 'imported:'

interface OfRow {
  tenantId: string
  id: string
}

/**
 * Imported hashes are kept sealed: those of our own are keyed, so a thief of the database alone cannot try passwords, and that is
 * to hold for these as well.
 */
export const sealedHashes = (masterKey: Buffer) => {
  const key = deriveKey(masterKey, 'imported-passwords')
  const bindingOf = ({ tenantId, id }: OfRow) => `${tenantId}+${id}`
  return {
    seal: (hash: ImportedHash, row: OfRow): string =>
      mark + seal(key, JSON.stringify(hash), bindingOf(row)).toString('base64url'),
    /** Null: the row holds a hash of our own. */
    open: (value: string, row: OfRow): ImportedHash | null =>
      value.startsWith(mark)
        ? shape.parse(JSON.parse(openText(key, Buffer.from(value.slice(mark.length), 'base64url'), bindingOf(row))))
        : null,
  }
}
