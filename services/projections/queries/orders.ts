import type { Order } from './keysetPage.ts'

type Sortable = Omit<Order, 'descending'>
const by = (column: string, type: string): Sortable => ({ column, type })
const byMaybe = (column: string, type: string): Sortable => ({ column, type, nullable: true })

/** What sessions can be sorted by: `startedAt` for oldest first, `-startedAt` for newest first. */
export const sessionSorts = {
  startedAt: by('s.started_at', 'timestamptz'),
  lastActiveAt: by('s.last_active_at', 'timestamptz'),
  endedAt: byMaybe('s.ended_at', 'timestamptz'),
  expiresAt: byMaybe('s.lapses_at', 'timestamptz'),
  risk: by('s.risk', 'integer'),
  refreshes: by('s.refreshes', 'integer'),
  user: by('s.user_email', 'text'),
  status: by('s.status', 'text'),
  client: by('s.app', 'text'),
  deviceType: by('s.device_type', 'text'),
  browser: byMaybe('s.browser', 'text'),
  os: byMaybe('s.os', 'text'),
  country: byMaybe('s.country', 'text'),
  city: byMaybe('s.city', 'text'),
  network: byMaybe('s.network', 'text'),
  ip: byMaybe('s.ip', 'inet'),
  cause: byMaybe('s.cause', 'text'),
} as const satisfies Record<string, Sortable>

export const peopleSorts = {
  user: by('u.user_email', 'text'),
  name: by('u.user_name', 'text'),
  status: by('u.status', 'text'),
  sessions: by('u.live', 'integer'),
  failures: by('u.failures', 'integer'),
  risk: by('u.risk', 'integer'),
  registeredAt: byMaybe('u.registered_at', 'timestamptz'),
  lastSignInAt: byMaybe('u.last_sign_in_at', 'timestamptz'),
} as const satisfies Record<string, Sortable>

type Sort<Sorts> = `-${keyof Sorts & string}` | (keyof Sorts & string)
export type SessionSort = Sort<typeof sessionSorts>
export type PeopleSort = Sort<typeof peopleSorts>

/** Every sort of a list, in both directions, for the schema of its query. */
export const sortsOf = <Sorts extends Record<string, Sortable>>(sorts: Sorts): Sort<Sorts>[] =>
  Object.keys(sorts).flatMap((name) => [name, `-${name}`]) as Sort<Sorts>[]

export const orderOf = <Sorts extends Record<string, Sortable>>(sorts: Sorts, sort: Sort<Sorts>): Order => ({
  ...sorts[sort.replace(/^-/, '')]!,
  descending: sort.startsWith('-'),
})
