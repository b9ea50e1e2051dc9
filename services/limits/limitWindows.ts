import type { LimitSettings } from './limitDefaults.ts'

/** Length of each counter's window in seconds. Settings change how many calls a window lets through, not its length. */
export const limitWindows = {
  signInAddress: 600,
  signInUser: 3_600,
  signInUserAddress: 900,
  signInTenant: 60,
  signInStarted: 3_600,
  refresh: 60,
  endings: 60,
  endingsTenant: 60,
  commands: 60,
  commandsTenant: 60,
  activity: 60,
  reads: 60,
  readsTenant: 60,
  keys: 60,
  keysTenant: 60,
  mails: 3_600,
  mailsTenant: 3_600,
} as const satisfies Record<keyof LimitSettings, number>
