import { family } from '#events/filter/fold.ts'
import type { Snapshot } from '../queries/snapshot.ts'
import type { MatchedSessions } from './matchedSessions.ts'

/** How sessions can be counted: the columns they are grouped by, and the text that names a group. */
const groupings = {
  status: { by: 's.status', spelled: 's.status' },
  deviceType: { by: 's.device_type', spelled: 's.device_type' },
  browser: { by: 's.browser_family', spelled: `s.device->>'browser'`, show: family },
  os: { by: 's.os_family', spelled: `s.device->>'os'`, show: family },
  country: { by: 's.country', spelled: `s.last_seen->'place'->>'country'` },
  city: { by: 's.city', spelled: `s.last_seen->'place'->>'city'` },
  network: { by: 's.network', spelled: `s.last_seen->'network'->>'name'` },
  client: { by: 's.app', spelled: 's.client' },
  cause: { by: 's.cause', spelled: 's.cause' },
  user: { by: 's.user_email', spelled: `s.person->>'email'` },
} as const satisfies Record<string, { by: string; spelled: string; show?: (value: string) => string }>
export type Grouping = keyof typeof groupings
export const groupingNames = Object.keys(groupings) as Grouping[]

/** Groups, the largest first; `value` null: sessions without a value. */
export interface SessionGroup {
  value: string | null
  sessions: number
}

export interface FoundSessions {
  total: number
  groups?: SessionGroup[]
}

const mostGroups = 200

export const groupSessions = async (
  snapshot: Snapshot,
  { from, where, parameters }: MatchedSessions,
  grouping: Grouping,
): Promise<SessionGroup[]> => {
  const {
    by,
    spelled,
    show = (value: string) => value,
  }: { by: string; spelled: string; show?: (value: string) => string } = groupings[grouping]
  const { rows } = await snapshot.query<SessionGroup>(
    `select min(${spelled}) as value, count(*) as sessions from ${from} where ${where}
     group by ${by} order by count(*) desc, ${by} limit ${mostGroups}`,
    parameters.values,
  )
  return rows.map(({ value, sessions }) => ({ value: value === null ? null : show(value), sessions }))
}
