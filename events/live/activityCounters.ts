import type { ActivityMinute } from './rows.ts'

/** The counts of a minute in which nothing happened. */
export const noActivity: Readonly<Omit<ActivityMinute, 'minute'>> = {
  logins: 0,
  failures: 0,
  refreshes: 0,
  logouts: 0,
  revocations: 0,
  expiries: 0,
}

export type ActivityCounter = keyof typeof noActivity
export const activityCounters = Object.keys(noActivity) as readonly ActivityCounter[]
