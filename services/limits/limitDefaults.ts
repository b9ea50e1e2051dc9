/**
 * How many calls each counter lets through in its window (windows: limitWindows.ts).
 * Sign-ins count while they are being decided and when they fail; one that succeeds is given back, but to the tenant's.
 */
export interface LimitSettings {
  /** Sign-ins from one address (IPv4) or /64 (IPv6), 10 minutes. */
  signInAddress: number
  /** Sign-ins of one person from everywhere, 1 hour. Beyond it each new address or device has two tries, not none. */
  signInUser: number
  /** Sign-ins of one person from one address, 15 minutes. */
  signInUserAddress: number
  /** Sign-ins of one tenant, 1 minute: what one tenant may take of the hashing that all share. */
  signInTenant: number
  /** Refreshes of one session, or from one address where no authentic token came, 1 minute. */
  refresh: number
  /** Commands of one person, 1 minute. */
  commands: number
  /** Commands of one tenant, 1 minute. */
  commandsTenant: number
  /** Reads of one person in this process, 1 minute. */
  reads: number
  /** Reads of one tenant in this process, 1 minute. */
  readsTenant: number
}

export const limitDefaults: LimitSettings = {
  signInAddress: 100,
  signInUser: 50,
  signInUserAddress: 10,
  signInTenant: 1_200,
  refresh: 600,
  commands: 240,
  commandsTenant: 12_000,
  reads: 1_200,
  readsTenant: 60_000,
}
