import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** A key as its text tells it: it was made here, and nothing more. Whether it is good now say the tenant's stream and `secrets`. */
export interface NamedKey {
  tenantId: string
  keyId: string
}

const prefix = 'rck_'
const secretBytes = 24
const tagBytes = 8
const bodyBytes = 16 + 16 + secretBytes + tagBytes
/** Base 62 of 64 bytes, and of a CRC-32. */
const bodyDigits = 86
const checksumDigits = 6

/** What secret scanners look for. */
export const apiKeyPattern = new RegExp(`^${prefix}[0-9A-Za-z]{${bodyDigits + checksumDigits}}$`)

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

const toBase62 = (value: bigint, digits: number): string => {
  let text = ''
  for (let rest = value; text.length < digits; rest /= 62n) text = alphabet[Number(rest % 62n)]! + text
  return text
}
const fromBase62 = (text: string): bigint =>
  Array.from(text).reduce((value, digit) => value * 62n + BigInt(alphabet.indexOf(digit)), 0n)

const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
const bytesOf = (value: bigint): Buffer | null => {
  const hex = value.toString(16).padStart(bodyBytes * 2, '0')
  return hex.length > bodyBytes * 2 ? null : Buffer.from(hex, 'hex')
}

const uuidBytes = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex')
const uuidOf = (bytes: Buffer): string => bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')

/** Lets a scanner, and us, tell a mistyped key from a wrong one without asking anybody. */
const checksumOf = (body: string): string => toBase62(BigInt(crc32(prefix + body)), checksumDigits)

/** Made with a key of ours, so that made-up keys are refused without reading a stream. */
const tagOf = (key: KeyObject, unsigned: Buffer): Buffer =>
  createHmac('sha256', key).update(unsigned).digest().subarray(0, tagBytes)

/** `rck_`, 86 digits of tenant, key, secret and tag, and 6 of a checksum. */
export const writeApiKey = (
  { tenantId, keyId }: NamedKey,
  randomBytes: (count: number) => Uint8Array,
  key: KeyObject,
) => {
  const unsigned = Buffer.concat([uuidBytes(tenantId), uuidBytes(keyId), randomBytes(secretBytes)])
  const body = toBase62(numberOf(Buffer.concat([unsigned, tagOf(key, unsigned)])), bodyDigits)
  return prefix + body + checksumOf(body)
}

/** Null: no key that was made here, or not in the one form in which it was handed out. */
export const readApiKey = (text: string, key: KeyObject): NamedKey | null => {
  if (!apiKeyPattern.test(text)) return null
  const body = text.slice(prefix.length, -checksumDigits)
  if (checksumOf(body) !== text.slice(-checksumDigits)) return null
  const bytes = bytesOf(fromBase62(body))
  if (bytes === null) return null
  const unsigned = bytes.subarray(0, -tagBytes)
  if (!timingSafeEqual(tagOf(key, unsigned), bytes.subarray(-tagBytes))) return null
  return { tenantId: uuidOf(bytes.subarray(0, 16)), keyId: uuidOf(bytes.subarray(16, 32)) }
}
