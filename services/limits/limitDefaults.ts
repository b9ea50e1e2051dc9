/**
 * How many calls each counter lets through in its window (windows: limitWindows.ts). A sign-in counts while it is being
 * decided and when it fails. A sign-in that succeeds is given back, and so is one that Rollcall could not decide
 * because of a fault of its own.
 */
export interface LimitSettings {
  /** Sign-ins from one address (IPv4) or /64 (IPv6), 10 minutes; twice as many from a /56, four times from a /48. */
  signInAddress: number
  /**
   * Sign-ins of one person by strangers from everywhere, 1 hour. Once half of them are used, each new address has two
   * tries.
   */
  signInUser: number
  /** Sign-ins of one person from one address, or with one known device, 15 minutes. */
  signInUserAddress: number
  /** Sign-ins of one tenant by strangers, 1 minute. Beyond this number strangers wait, up to 5 s. */
  signInTenant: number
  /** Sign-ins that succeed of one person, or with one known device, 1 hour. Beyond this number each waits, up to 5 s. */
  signInStarted: number
  /** Refreshes of one session in this process, or from one address where the token is not authentic, 1 minute. */
  refresh: number
  /**
   * Endings of others' sessions by one person, and previews of them, 1 minute; and, counted apart, endings of own sessions from one session.
   */
  endings: number
  /** Endings of others' sessions in one tenant, 1 minute. */
  endingsTenant: number
  /** Other commands of one person, 1 minute. */
  commands: number
  /** Other commands of one tenant, 1 minute. */
  commandsTenant: number
  /** Reports of activity by one session in this process, 1 minute. */
  activity: number
  /** Reads of one person in this process, 1 minute. */
  reads: number
  /** Reads of one tenant in this process, 1 minute. */
  readsTenant: number
  /** Calls by one application's API key for its people, in this process, 1 minute. A batch is one call. Endings count apart. */
  keys: number
  /** Such calls by all keys of one tenant in this process, 1 minute. */
  keysTenant: number
  /** Mails that one address has sent to people by naming them, 1 hour. */
  mails: number
  /** Such mails to people of one tenant, 1 hour. */
  mailsTenant: number
}

export const limitDefaults: LimitSettings = {
  signInAddress: 100,
  signInUser: 100,
  signInUserAddress: 10,
  signInTenant: 1_200,
  signInStarted: 120,
  refresh: 600,
  endings: 240,
  endingsTenant: 12_000,
  commands: 240,
  commandsTenant: 12_000,
  activity: 120,
  reads: 1_200,
  readsTenant: 60_000,
  keys: 12_000,
  keysTenant: 60_000,
  mails: 20,
  mailsTenant: 600,
}
