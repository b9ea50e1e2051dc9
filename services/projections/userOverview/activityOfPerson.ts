import type { Position } from '#events/envelope.ts'
import { zoneNamed } from '../activityByMinute/activity.ts'
import { daysOfPerson, type OfPerson, type PersonDay } from './daysOfPerson.ts'
import { inSnapshot, type Snapshot } from '../queries/snapshot.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'
import type { ReadEntries } from '../sessionLog/readEntries.ts'

/** Days shown at most, and how far back usual hours look. */
export const mostDays = 90

export interface PersonActivity {
  /** Whose days and hours these are. */
  timeZone: string
  /** A device of the person's has said the zone; else it is the one asked for. */
  isTheirs: boolean
  days: PersonDay[]
  /** Sign-ins of the last 90 days for each hour of the day, from 0. */
  hours: number[]
}

/** Only a sign-in says the device's zone, and the last few are enough to find one. */
const zoneOf = async (snapshot: Snapshot, { tenantId, userId }: OfPerson, entries: ReadEntries) => {
  const { rows } = await snapshot.query<{ number: number; position: Position }>(
    `select began.number, began.position
     from (
       select session_id from session_list where tenant_id = $1 and user_id = $2
       order by started_at desc, session_id desc limit 5
     ) newest
     cross join lateral (
       select number, position from session_log l where l.tenant_id = $1 and l.session_id = newest.session_id
       order by number limit 1
     ) began`,
    [tenantId, userId],
  )
  const said = (await entries(snapshot, tenantId, rows)).map(({ context }) => context?.device?.details?.timeZone)
  return said.map((zone) => (zone === undefined ? null : zoneNamed(zone))).find((zone) => zone !== null) ?? null
}

const hoursOf = async (
  snapshot: Snapshot,
  { tenantId, userId }: OfPerson,
  { timeZone, since }: { timeZone: string; since: string },
): Promise<number[]> => {
  const { rows } = await snapshot.query<{ hour: number; signIns: number }>(
    `select extract(hour from quarter at time zone $4)::integer as hour, sum(sign_ins)::integer as "signIns"
     from person_activity where tenant_id = $1 and user_id = $2 and quarter >= $3 group by 1`,
    [tenantId, userId, since, timeZone],
  )
  const byHour = new Map(rows.map(({ hour, signIns }) => [hour, signIns]))
  return Array.from({ length: 24 }, (_, hour) => byHour.get(hour) ?? 0)
}

export interface ActivityAsked extends OfPerson {
  /** Up to `mostDays`, today last. */
  days: number
  /** One of `timeZones`: taken where no device of the person's has said one. */
  timeZone: string
}

const isKnown = async (snapshot: Snapshot, { tenantId, userId }: OfPerson): Promise<boolean> => {
  const statement = 'select from user_overview where tenant_id = $1 and user_id = $2'
  return (await snapshot.query(statement, [tenantId, userId])).rows.length > 0
}

/** When a person signs in, by the clocks where they are. Null: the tenant has no such person. */
export const activityOfPerson =
  ({ databases, clock, entries }: Pick<ViewsAsked, 'databases' | 'clock'> & { entries: ReadEntries }) =>
  (asked: ActivityAsked): Promise<{ activity: PersonActivity | null; position: Position }> =>
    inSnapshot(databases.reads, asked.tenantId, async (snapshot) => {
      const { position } = snapshot
      if (!(await isKnown(snapshot, asked))) return { activity: null, position }
      const theirs = await zoneOf(snapshot, asked, entries)
      const timeZone = theirs ?? asked.timeZone
      const now = clock.now()
      const since = new Date(now - mostDays * 86_400_000).toISOString()
      const activity = {
        timeZone,
        isTheirs: theirs !== null,
        days: await daysOfPerson(snapshot, asked, { timeZone, now: new Date(now).toISOString(), days: asked.days }),
        hours: await hoursOf(snapshot, asked, { timeZone, since }),
      }
      return { activity, position }
    })
