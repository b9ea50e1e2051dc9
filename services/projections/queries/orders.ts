import type { Order } from './keysetPage.ts'

type Sortable = Omit<Order, 'descending'>
const over =
  (table: 's' | 'a' | 'u', id: string) =>
  (column: string, type: string): Sortable => ({ column: `${table}.${column}`, type, idColumn: `${table}.${id}` })
const bySession = over('s', 'session_id')
const byActivity = over('a', 'session_id')
const byPerson = over('u', 'user_id')
const maybe = (sortable: Sortable): Sortable => ({ ...sortable, missing: 'in some' })
const ofEnded = (sortable: Sortable): Sortable => ({ ...maybe(sortable), isOfEnded: true })

/** What sessions can be sorted by: `startedAt` for oldest first, `-startedAt` for newest first. */
export const sessionSorts = {
  id: bySession('session_id', 'uuid'),
  startedAt: bySession('started_at', 'timestamptz'),
  lastActiveAt: byActivity('last_active_at', 'timestamptz'),
  endedAt: ofEnded(bySession('ended_at', 'timestamptz')),
  expiresAt: maybe(byActivity('lapses_at', 'timestamptz')),
  risk: bySession('risk', 'integer'),
  refreshes: byActivity('refreshes', 'integer'),
  user: bySession('user_email', 'text'),
  status: bySession('status', 'text'),
  client: bySession('app', 'text'),
  deviceType: bySession('device_type', 'text'),
  browser: maybe(bySession('browser', 'text')),
  os: maybe(bySession('os', 'text')),
  country: maybe(bySession('country', 'text')),
  city: maybe(bySession('city', 'text')),
  network: maybe(bySession('network', 'text')),
  ip: maybe(bySession('ip', 'inet')),
  cause: ofEnded(bySession('cause', 'text')),
} as const satisfies Record<string, Sortable>

export const peopleSorts = {
  id: byPerson('user_id', 'uuid'),
  user: byPerson('user_email', 'text'),
  name: byPerson('user_name', 'text'),
  status: byPerson('status', 'text'),
  sessions: byPerson('live', 'integer'),
  failures: byPerson('failures', 'integer'),
  risk: byPerson('risk', 'integer'),
  registeredAt: maybe(byPerson('registered_at', 'timestamptz')),
  lastSignInAt: maybe(byPerson('last_sign_in_at', 'timestamptz')),
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
