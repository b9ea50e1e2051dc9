import type { Position } from '#events/envelope.ts'
import type { ActivityMinute } from '#events/live/rows.ts'
import { CodedError } from '#services/ports/errors.ts'
import { inSnapshot } from '../queries/snapshot.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'
import { activityCounters } from './activityMinutes.ts'

const bucketMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const
export type Bucket = keyof typeof bucketMs
export const buckets = Object.keys(bucketMs) as Bucket[]

const mostBuckets = 2_000

const sums = activityCounters.map((counter) => `sum(${counter}) as ${counter}`).join(', ')

const nothingAt = (minute: string): ActivityMinute => ({
  minute,
  logins: 0,
  failures: 0,
  refreshes: 0,
  logouts: 0,
  revocations: 0,
  expiries: 0,
})

/** Starts of the buckets that overlap [from, to). */
const startsOf = (from: number, to: number, size: number): string[] => {
  const first = Math.floor(from / size)
  const after = Math.ceil(to / size)
  if (after - first > mostBuckets)
    throw new CodedError('invalid-request', {
      detail: `From ${new Date(from).toISOString()} to ${new Date(to).toISOString()} are more than ${mostBuckets} buckets; take larger ones.`,
      errors: [{ path: 'query.bucket', code: 'too-small', message: `At most ${mostBuckets} buckets at once` }],
    })
  return Array.from({ length: Math.max(0, after - first) }, (_, index) =>
    new Date((first + index) * size).toISOString(),
  )
}

const endOf = (starts: readonly string[], size: number): string =>
  new Date(Date.parse(starts.at(-1)!) + size).toISOString()

export interface ActivityRequest {
  /** ISO 8601; `to` is exclusive. */
  from: string
  to: string
  bucket: Bucket
}

/** A tenant's activity in equal stretches of time, empty ones included. @throws CodedError invalid-request */
export const activity =
  ({ databases }: Pick<ViewsAsked, 'databases'>) =>
  async (
    tenantId: string,
    { from, to, bucket }: ActivityRequest,
  ): Promise<{ items: ActivityMinute[]; position: Position }> => {
    const size = bucketMs[bucket]
    const starts = startsOf(Date.parse(from), Date.parse(to), size)
    return inSnapshot(databases.counts, tenantId, async (snapshot) => {
      const { rows } = await snapshot.query<ActivityMinute>(
        `select date_trunc($2, minute, 'UTC') as minute, ${sums}
         from activity_by_minute where tenant_id = $1 and minute >= $3 and minute < $4 group by 1`,
        [tenantId, bucket, starts[0] ?? from, starts.length === 0 ? from : endOf(starts, size)],
      )
      const found = new Map(rows.map((row) => [row.minute, row]))
      return { items: starts.map((start) => found.get(start) ?? nothingAt(start)), position: snapshot.position }
    })
  }
