import { createHmac, createSecretKey, hkdfSync, type KeyObject, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { z } from 'zod'

/** Shorter ones are found by trying, whatever the key derivation costs. */
export const leastPassphraseLength = 12

/**
 * scrypt (RFC 7914). A file may name more work than we would choose, but not so much that reading it stops the machine.
 * Salt and verifier are base64.
 */
export const derivationSchema = z.strictObject({
  name: z.literal('scrypt'),
  N: z.union([16, 17, 18, 19, 20].map((bits) => z.literal(2 ** bits))),
  r: z.literal(8),
  p: z.int().min(1).max(16),
  salt: z.base64(),
  /** Tells a wrong passphrase from an altered file; as dear to try as the key itself. */
  verifier: z.base64(),
})
export type Derivation = z.infer<typeof derivationSchema>

/** 128 MiB and a third of a second for each try. */
const work = { N: 2 ** 17, r: 8, p: 1 } as const

type Cost = Pick<Derivation, 'N' | 'r' | 'p'>
const stretch = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt)

/** The same passphrase typed on another keyboard is the same: NFC. */
const secretOf = (passphrase: string, salt: Buffer, cost: Cost): Promise<Buffer> =>
  stretch(passphrase.normalize('NFC'), salt, 32, { N: cost.N, r: cost.r, p: cost.p, maxmem: 256 * cost.N * cost.r })

const verifierOf = (secret: Buffer): Buffer => createHmac('sha256', secret).update('rollcall backup verifier').digest()
const keyOf = (secret: Buffer): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), 'rollcall backup file', 32)))

/** The key of a new file. `salt` is 16 random bytes. */
export const newPassphraseKey = async (
  passphrase: string,
  salt: Buffer,
): Promise<{ key: KeyObject; derivation: Derivation }> => {
  const secret = await secretOf(passphrase, salt, work)
  const texts = { salt: salt.toString('base64'), verifier: verifierOf(secret).toString('base64') }
  return { key: keyOf(secret), derivation: { name: 'scrypt', ...work, ...texts } }
}

/** The key of a file; null when this is not its passphrase. */
export const passphraseKey = async (passphrase: string, derivation: Derivation): Promise<KeyObject | null> => {
  const secret = await secretOf(passphrase, Buffer.from(derivation.salt, 'base64'), derivation)
  const [given, wanted] = [verifierOf(secret), Buffer.from(derivation.verifier, 'base64')]
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? keyOf(secret) : null
}
