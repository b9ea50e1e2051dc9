import type { Grant } from './grant.ts'
import { endsAt, lastsToTheEnd } from './idleTime.ts'

/** When the server issued a token (RFC 7519 `iat`), in milliseconds since the epoch; null: it does not say. */
export const issuedAt = (accessToken: string): number | null => {
  try {
    const payload = (accessToken.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
    const { iat } = JSON.parse(atob(payload)) as { iat?: unknown }
    return typeof iat === 'number' ? iat * 1000 : null
  } catch {
    return null
  }
}

/** A token says its second; a fresh one is on average half a second older. */
export const tokenTimeAccuracyMs = 2_000

/** How long a token lasts whose issue is not known. */
const usualMs = 30 * 60_000

/** When to renew a token, in milliseconds since the epoch: `spareMs` before it ends, or a third of its lifetime where that is less. */
export const renewalAt = ({ accessToken, accessExpiresAt }: Grant, spareMs: number): number => {
  const expiresAt = Date.parse(accessExpiresAt)
  const lifetimeMs = expiresAt - (issuedAt(accessToken) ?? expiresAt - usualMs)
  return expiresAt - Math.min(spareMs, lifetimeMs / 3)
}

const afterEndMs = 1_000

/** A renewal that would prolong nothing is left out: the server is asked once more when the session is over. */
export const nextRefreshAt = (grant: Grant, spareMs: number): number =>
  lastsToTheEnd(grant) ? endsAt(grant.session) + afterEndMs : renewalAt(grant, spareMs)
