/**
 * How many calls each counter lets through in its window (windows: limitWindows.ts).
 * Sign-ins count while they are being decided and when they fail; one that succeeds is given back, and so is one that a fault
 * of ours decided nothing about.
 */
export interface LimitSettings {
  /** Sign-ins from one address (IPv4) or /64 (IPv6), 10 minutes; twice as many from a /56, four times from a /48. */
  signInAddress: number
  /** Sign-ins of one person by strangers from everywhere, 1 hour. From half of it on each new address has two tries. */
  signInUser: number
  /** Sign-ins of one person from one address, 15 minutes. */
  signInUserAddress: number
  /** Sign-ins of one tenant by strangers, 1 minute. Beyond it they wait, up to 5 s. */
  signInTenant: number
  /** Refreshes of one session, or from one address where no authentic token came, 1 minute. */
  refresh: number
  /** Endings by one person, 1 minute: of sessions of others, and counted apart, of their own. */
  endings: number
  /** Endings of others' sessions in one tenant, 1 minute. */
  endingsTenant: number
  /** Other commands of one person, 1 minute. */
  commands: number
  /** Other commands of one tenant, 1 minute. */
  commandsTenant: number
  /** Words of activity of one session in this process, 1 minute. */
  activity: number
  /** Reads of one person in this process, 1 minute. */
  reads: number
  /** Reads of one tenant in this process, 1 minute. */
  readsTenant: number
}

export const limitDefaults: LimitSettings = {
  signInAddress: 100,
  signInUser: 100,
  signInUserAddress: 10,
  signInTenant: 1_200,
  refresh: 600,
  endings: 240,
  endingsTenant: 12_000,
  commands: 240,
  commandsTenant: 12_000,
  activity: 120,
  reads: 1_200,
  readsTenant: 60_000,
}
