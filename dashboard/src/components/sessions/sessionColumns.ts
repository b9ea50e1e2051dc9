import type { SessionRow } from '#events/live/rows.ts'
import type { ColumnHead, TableShape } from '../list/tableShape.ts'

export type Column =
  | 'status'
  | 'user'
  | 'device'
  | 'place'
  | 'address'
  | 'network'
  | 'app'
  | 'why'
  | 'by'
  | 'started'
  | 'lastActive'
  | 'ended'
  | 'risk'

/** Which sessions the page lists: signed in, ended, or both. */
export type Shown = 'open' | 'ended' | 'all'

const heads: Record<Column, ColumnHead<Column>> = {
  status: { column: 'status', title: 'Status', sort: 'status', width: 104 },
  user: { column: 'user', title: 'User', sort: 'user', width: 170, share: 1.1 },
  device: { column: 'device', title: 'Device', sort: 'browser', width: 148, share: 1.6 },
  place: { column: 'place', title: 'Place', sort: 'city', width: 116, share: 0.6 },
  address: { column: 'address', title: 'Address', sort: 'ip', width: 124 },
  network: { column: 'network', title: 'Network', sort: 'network', width: 84, share: 0.2 },
  app: { column: 'app', title: 'App', sort: 'client', width: 86 },
  why: { column: 'why', title: 'Why', sort: 'cause', width: 118, share: 0.8 },
  by: { column: 'by', title: 'By', width: 104, share: 0.75 },
  started: { column: 'started', title: 'Signed in', sort: 'startedAt', startsDescending: true, right: true, width: 78 },
  lastActive: {
    column: 'lastActive',
    title: 'Last active',
    sort: 'lastActiveAt',
    startsDescending: true,
    right: true,
    width: 98,
  },
  ended: { column: 'ended', title: 'Ended', sort: 'endedAt', startsDescending: true, right: true, width: 80 },
  risk: { column: 'risk', title: 'Risk', sort: 'risk', startsDescending: true, right: true, width: 76 },
}

const seen: Column[] = [
  'status',
  'user',
  'device',
  'place',
  'address',
  'network',
  'app',
  'started',
  'lastActive',
  'risk',
]
const how: Column[] = ['status', 'user', 'device', 'place', 'address', 'why', 'by', 'started', 'ended', 'risk']

const columnsOf = (shown: Shown) => (shown === 'ended' ? how : seen).map((column) => heads[column])

/** Orders the page may be asked for. */
export const sortsOf = (shown: Shown): string[] =>
  columnsOf(shown).flatMap(({ sort }) => (sort === undefined ? [] : [sort, `-${sort}`]))

/** Columns to leave out when there is no room. Status, user and risk always stay. */
const droppedFirst: readonly Column[] = [
  'app',
  'network',
  'started',
  'address',
  'device',
  'by',
  'place',
  'why',
  'lastActive',
  'ended',
]

/** `mayChoose`: there is something the person can do with rows they choose. Ended sessions have ended already. */
export const sessionsShape = (shown: Shown, mayChoose: boolean): TableShape<Column> => ({
  columns: columnsOf(shown),
  droppedFirst,
  hasBox: mayChoose && shown !== 'ended',
  hasMenu: true,
})

export const defaultSort = (shown: Shown): string => (shown === 'ended' ? '-endedAt' : '-lastActiveAt')

const place = ({ last }: SessionRow) => `${last.place?.city ?? ''},${last.place?.country ?? ''}`
const device = ({ device: { browser, os } }: SessionRow) => `${browser ?? ''} ${os ?? ''}`

/** What a column shows of a row, for telling whether it changed. */
const shownIn: Record<Column, (row: SessionRow) => string | number | null> = {
  status: (row) => row.status,
  user: (row) => row.user.email,
  device,
  place,
  address: (row) => row.last.ip,
  network: (row) => row.last.network?.name ?? null,
  app: (row) => row.client,
  why: (row) => row.cause,
  by: (row) => row.endedBy?.name ?? row.endedBy?.id ?? null,
  started: (row) => row.startedAt,
  lastActive: (row) => row.lastActiveAt,
  ended: (row) => row.endedAt,
  risk: (row) => row.risk,
}

export const changedColumns = (before: SessionRow, after: SessionRow): Column[] =>
  (Object.keys(shownIn) as Column[]).filter((column) => shownIn[column](before) !== shownIn[column](after))
