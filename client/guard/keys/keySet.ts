import { createPublicKey, type KeyObject } from 'node:crypto'
import type { GuardClock } from '../guard.ts'
import { headerOf, keyIdOf } from '../token/readToken.ts'

export interface VerifyingKey {
  readonly key: KeyObject
  /** Rollcall does not publish it any more, so what it signed is not good any more either. */
  isWithdrawn: boolean
}

/** Rollcall's published keys (RFC 7517). */
export interface KeySet {
  /** By the header of a token. Undefined: no known key is named. */
  find: (header: string) => VerifyingKey | undefined
  /**
   * The same, after asking Rollcall where that may help: tokens that name unknown keys cannot make it ask more often than once in five
   * seconds. Null: Rollcall has not answered.
   */
  seek: (header: string) => Promise<VerifyingKey | undefined | null>
  /** Asks Rollcall. Rejects if it does not answer with keys; those known so far stay. */
  load: () => Promise<void>
  size: () => number
}

export interface KeySetNeeds {
  /** Answers the published key set. */
  ask: () => Promise<unknown>
  clock: Pick<GuardClock, 'monotonic'>
}

const askAgainMs = 5_000

interface Jwk {
  kid: string
  x: string
}

const isJwk = (value: unknown): value is Jwk => {
  const { kty, crv, kid, x } = (value ?? {}) as Record<string, unknown>
  return kty === 'OKP' && crv === 'Ed25519' && typeof kid === 'string' && typeof x === 'string'
}

/** Only Ed25519 keys are made into keys, so no token can choose another algorithm. */
const verifyingKey = ({ x }: Jwk): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })

const keysIn = (answer: unknown): Jwk[] => {
  const { keys } = (answer ?? {}) as { keys?: unknown }
  const jwks = Array.isArray(keys) ? keys.filter(isJwk) : []
  // Rollcall always has one: an answer without is not its own, and must not withdraw all there are.
  if (jwks.length === 0) throw new TypeError('The answer holds no keys')
  return jwks
}

export const keySet = ({ ask, clock }: KeySetNeeds): KeySet => {
  let known = new Map<string, VerifyingKey>()
  let asking: Promise<void> | undefined
  let askedAt = Number.NEGATIVE_INFINITY
  let hasFailed = true

  const take = (answer: unknown): void => {
    const next = new Map<string, VerifyingKey>()
    for (const jwk of keysIn(answer)) {
      const header = headerOf(jwk.kid)
      const key = verifyingKey(jwk)
      const before = known.get(header)
      next.set(header, before?.key.equals(key) === true ? before : { key, isWithdrawn: false })
    }
    for (const [header, before] of known) before.isWithdrawn = next.get(header) !== before
    known = next
  }
  const fetchKeys = async (): Promise<void> => {
    askedAt = clock.monotonic()
    hasFailed = true
    take(await ask())
    hasFailed = false
  }
  const load = (): Promise<void> => {
    asking ??= fetchKeys().finally(() => (asking = undefined))
    return asking
  }
  return {
    find: (header) => known.get(header),
    async seek(header) {
      if (keyIdOf(header) === undefined) return undefined
      if (asking !== undefined || clock.monotonic() - askedAt >= askAgainMs) await load().catch(() => undefined)
      return known.get(header) ?? (hasFailed ? null : undefined)
    },
    load,
    size: () => known.size,
  }
}
