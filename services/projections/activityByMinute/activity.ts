import type { Position } from '#events/envelope.ts'
import { activityCounters, noActivity } from '#events/live/activityCounters.ts'
import type { ActivityMinute } from '#events/live/rows.ts'
import { CodedError } from '#services/ports/errors.ts'
import { inSnapshot, type Snapshot } from '../queries/snapshot.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'

/** The length of a bucket in milliseconds, and the shortest it can be where a zone changes its clocks. */
const sizes = {
  minute: { usual: 60_000, least: 60_000 },
  hour: { usual: 3_600_000, least: 1_800_000 },
  day: { usual: 86_400_000, least: 43_200_000 },
} as const
export type Bucket = keyof typeof sizes
export const buckets = Object.keys(sizes) as Bucket[]

/** The zones of the IANA's list; buckets of a day or an hour follow the zone's clock. */
export const timeZones: ReadonlySet<string> = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])

/**
 * The zone's name in that list. Browsers disagree on names: Firefox says Asia/Kolkata where V8 says Asia/Calcutta. Null: no zone. Offsets
 * are none, because PostgreSQL turns their sign round.
 */
export const zoneNamed = (name: string): string | null => {
  if (timeZones.has(name)) return name
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions()
    return timeZones.has(timeZone) ? timeZone : null
  } catch {
    return null
  }
}

const mostBuckets = 2_000

const sums = activityCounters.map((counter) => `sum(${counter}) as ${counter}`).join(', ')

const refuseTooMany = ({ from, to, bucket }: ActivityRequest): void => {
  if ((Date.parse(to) - Date.parse(from)) / sizes[bucket].usual <= mostBuckets) return
  throw new CodedError('invalid-request', {
    detail: `From ${from} to ${to} are more than ${mostBuckets} buckets; take larger ones.`,
    errors: [{ path: 'query.bucket', code: 'too-small', message: `At most ${mostBuckets} buckets at once` }],
  })
}

/**
 * Starts of the buckets that overlap [from, to). They come from `date_trunc`, which also sums, so both agree in every
 * zone.
 */
const bucketStarts = async (snapshot: Snapshot, { from, to, bucket, timeZone }: ActivityRequest): Promise<string[]> => {
  const { rows } = await snapshot.query<{ start: string }>(
    `select distinct date_trunc($3, moment, $4) as start
     from (
       select generate_series($1::timestamptz, $2::timestamptz, $5::interval)
       union select $2::timestamptz - interval '1 millisecond'
     ) within (moment)
     where moment < $2 order by start`,
    [from, to, bucket, timeZone, `${sizes[bucket].least} milliseconds`],
  )
  return rows.map(({ start }) => start)
}

export interface ActivityRequest {
  /** ISO 8601; `to` is exclusive. */
  from: string
  to: string
  bucket: Bucket
  /** One of `timeZones`. */
  timeZone: string
}

/** An instant later than the end of the last bucket, even of the longest one. */
const after = (starts: readonly string[], { from, bucket }: ActivityRequest): string =>
  new Date(Date.parse(starts.at(-1) ?? from) + 2 * sizes[bucket].usual).toISOString()

/** A tenant's activity by bucket, empty buckets included. @throws CodedError invalid-request */
export const activity =
  ({ databases }: Pick<ViewsAsked, 'databases'>) =>
  async (tenantId: string, asked: ActivityRequest): Promise<{ items: ActivityMinute[]; position: Position }> => {
    refuseTooMany(asked)
    return inSnapshot(databases.counts, tenantId, async (snapshot) => {
      const starts = await bucketStarts(snapshot, asked)
      const { rows } = await snapshot.query<ActivityMinute>(
        `select date_trunc($2, minute, $3) as minute, ${sums} from activity_by_minute
         where tenant_id = $1 and minute >= $4 and date_trunc($2, minute, $3) = any ($5::timestamptz[]) and minute < $6
         group by 1`,
        [tenantId, asked.bucket, asked.timeZone, starts[0] ?? asked.from, starts, after(starts, asked)],
      )
      const found = new Map(rows.map((row) => [row.minute, row]))
      return {
        items: starts.map((start) => found.get(start) ?? { minute: start, ...noActivity }),
        position: snapshot.position,
      }
    })
  }
