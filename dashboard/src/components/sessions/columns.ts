import type { SessionRow } from '#events/live/rows.ts'

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

export interface ColumnHead {
  column: Column
  title: string
  /** Key of the server's order, where it has one. */
  sort?: string
  /** Numbers and times stand on the right. */
  right?: true
  /** Width as a grid track. */
  track: string
  /** Left out where the page is narrow. */
  dropped?: true
}

const heads: Record<Column, ColumnHead> = {
  status: { column: 'status', title: 'Status', sort: 'status', track: '104px' },
  user: { column: 'user', title: 'User', sort: 'user', track: 'minmax(150px, 1.35fr)' },
  device: { column: 'device', title: 'Device', sort: 'browser', track: 'minmax(130px, 1fr)' },
  place: { column: 'place', title: 'Place', sort: 'city', track: '108px' },
  address: { column: 'address', title: 'Address', sort: 'ip', track: '124px' },
  network: { column: 'network', title: 'Network', sort: 'network', track: 'minmax(104px, 0.75fr)', dropped: true },
  app: { column: 'app', title: 'App', sort: 'client', track: '86px', dropped: true },
  why: { column: 'why', title: 'Why', sort: 'cause', track: 'minmax(110px, 0.7fr)' },
  by: { column: 'by', title: 'By', track: 'minmax(104px, 0.75fr)', dropped: true },
  started: { column: 'started', title: 'Signed in', sort: 'startedAt', right: true, track: '78px', dropped: true },
  lastActive: { column: 'lastActive', title: 'Last active', sort: 'lastActiveAt', right: true, track: '98px' },
  ended: { column: 'ended', title: 'Ended', sort: 'endedAt', right: true, track: '80px' },
  risk: { column: 'risk', title: 'Risk', sort: 'risk', right: true, track: '76px' },
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

export const columnsOf = (shown: Shown): ColumnHead[] => (shown === 'ended' ? how : seen).map((column) => heads[column])

/** Grid columns of a row: the box to choose it in front, its menu behind. */
export const tracksOf = (heads: readonly ColumnHead[]): string =>
  `40px ${heads.map(({ track }) => track).join(' ')} 36px`

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
