import { z } from 'zod'
import { instantShape } from './page.ts'

const counts = z.record(z.string(), z.int())

/** Live sessions by facet. */
export const liveCountsShape = z.object({
  active: z.int(),
  /** Active without activity for 15 minutes. */
  idle: z.int(),
  users: z.int(),
  deviceType: counts,
  browser: counts,
  os: counts,
  country: counts,
  client: counts,
})

/** One minute of a tenant, or one hour or day where those were asked for. */
export const activityShape = z.object({
  minute: instantShape,
  logins: z.int(),
  failures: z.int(),
  refreshes: z.int(),
  logouts: z.int(),
  revocations: z.int(),
  expiries: z.int(),
})
