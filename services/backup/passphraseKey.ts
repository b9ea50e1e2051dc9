import { createHmac, createSecretKey, hkdfSync, type KeyObject, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { z } from 'zod'

/** Shorter passphrases can be found by trial, however much work the key derivation takes. */
export const leastPassphraseLength = 12

/**
 * scrypt (RFC 7914). A file may ask for more work than we choose today, but not for so much that reading it would
 * exhaust the machine. Salt and verifier are base64.
 */
export const derivationSchema = z.strictObject({
  name: z.literal('scrypt'),
  N: z.union([16, 17, 18, 19, 20].map((bits) => z.literal(2 ** bits))),
  r: z.literal(8),
  p: z.int().min(1).max(16),
  salt: z.base64(),
  /**
   * Tells a wrong passphrase from an altered file. To try a passphrase against it costs as much as to derive the key.
   */
  verifier: z.base64(),
})
export type Derivation = z.infer<typeof derivationSchema>

/** Each try takes 128 MiB of memory and a third of a second. */
const work = { N: 2 ** 17, r: 8, p: 1 } as const

type Cost = Pick<Derivation, 'N' | 'r' | 'p'>
const stretch = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt)

/** NFC: the same passphrase may arrive in another Unicode form from another keyboard. */
const secretOf = (passphrase: string, salt: Buffer, cost: Cost): Promise<Buffer> =>
  stretch(passphrase.normalize('NFC'), salt, 32, { N: cost.N, r: cost.r, p: cost.p, maxmem: 256 * cost.N * cost.r })

const verifierOf = (secret: Buffer): Buffer => createHmac('sha256', secret).update('rollcall backup verifier').digest()
const keyOf = (secret: Buffer): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), 'rollcall backup file', 32)))

/** Derives the key of a new file. `salt` is 16 random bytes. */
export const newPassphraseKey = async (
  passphrase: string,
  salt: Buffer,
): Promise<{ key: KeyObject; derivation: Derivation }> => {
  const secret = await secretOf(passphrase, salt, work)
  const texts = { salt: salt.toString('base64'), verifier: verifierOf(secret).toString('base64') }
  return { key: keyOf(secret), derivation: { name: 'scrypt', ...work, ...texts } }
}

/** Derives the key of an existing file; null when the passphrase is wrong. */
export const passphraseKey = async (passphrase: string, derivation: Derivation): Promise<KeyObject | null> => {
  const secret = await secretOf(passphrase, Buffer.from(derivation.salt, 'base64'), derivation)
  const [given, wanted] = [verifierOf(secret), Buffer.from(derivation.verifier, 'base64')]
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? keyOf(secret) : null
}
