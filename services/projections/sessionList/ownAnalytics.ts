import type { z } from 'zod'
import type { Position } from '#events/envelope.ts'
import type { ownAnalyticsShape } from '#events/wire/sessions.ts'
import { inSnapshot, type Snapshot } from '../queries/snapshot.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'
import { daysOfPerson, type OfPerson } from '../userOverview/daysOfPerson.ts'

type OwnAnalytics = z.infer<typeof ownAnalyticsShape>

const mostDevices = 10

interface Since extends OfPerson {
  /** ISO 8601. */
  since: string
}

/** Devices of one kind, browser and system count as one: updates are no new devices. */
const devicesOf = async (snapshot: Snapshot, { tenantId, userId, since }: Since): Promise<OwnAnalytics['devices']> => {
  const { rows } = await snapshot.query<OwnAnalytics['devices'][number]>(
    `select device_type as type, (array_agg(device ->> 'browser' order by started_at desc))[1] as browser,
       (array_agg(device ->> 'os' order by started_at desc))[1] as os,
       count(*)::integer as sessions, max(started_at) as "lastAt"
     from session_list where tenant_id = $1 and user_id = $2 and started_at >= $3
     group by device_type, browser_family, os_family order by sessions desc, max(started_at) desc limit ${mostDevices}`,
    [tenantId, userId, since],
  )
  return rows
}

const lengthsOf = async (snapshot: Snapshot, { tenantId, userId, since }: Since): Promise<OwnAnalytics['lengths']> => {
  const { rows } = await snapshot.query<OwnAnalytics['lengths']>(
    `select count(*)::integer as ended, round(percentile_cont(0.5) within group (order by seconds))::integer as "halfSeconds",
       round(max(seconds))::integer as "longestSeconds"
     from (
       select extract(epoch from ended_at - started_at)::float8 as seconds from session_list
       where tenant_id = $1 and user_id = $2 and started_at >= $3 and ended_at is not null
     ) lasted`,
    [tenantId, userId, since],
  )
  return rows[0]!
}

/** When and with what a person signed in, and how long the sessions lasted. `days`: today is the last. */
export const ownAnalytics =
  ({ databases, clock }: Pick<ViewsAsked, 'databases' | 'clock'>) =>
  (oneself: OfPerson, asked: { days: number; timeZone: string }): Promise<OwnAnalytics & { position: Position }> =>
    inSnapshot(databases.reads, oneself.tenantId, async (snapshot) => {
      const days = await daysOfPerson(snapshot, oneself, { ...asked, now: new Date(clock.now()).toISOString() })
      const since = { ...oneself, since: days[0]!.from }
      return {
        timeZone: asked.timeZone,
        days,
        devices: await devicesOf(snapshot, since),
        lengths: await lengthsOf(snapshot, since),
        position: snapshot.position,
      }
    })
