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
  /** Pixels it has at least. */
  width: number
  /** Of the room that is left; absent: none. */
  share?: number
}

const heads: Record<Column, ColumnHead> = {
  status: { column: 'status', title: 'Status', sort: 'status', width: 104 },
  user: { column: 'user', title: 'User', sort: 'user', width: 150, share: 1.35 },
  device: { column: 'device', title: 'Device', sort: 'browser', width: 130, share: 1 },
  place: { column: 'place', title: 'Place', sort: 'city', width: 108 },
  address: { column: 'address', title: 'Address', sort: 'ip', width: 124 },
  network: { column: 'network', title: 'Network', sort: 'network', width: 104, share: 0.75 },
  app: { column: 'app', title: 'App', sort: 'client', width: 86 },
  why: { column: 'why', title: 'Why', sort: 'cause', width: 110, share: 0.7 },
  by: { column: 'by', title: 'By', width: 104, share: 0.75 },
  started: { column: 'started', title: 'Signed in', sort: 'startedAt', right: true, width: 78 },
  lastActive: { column: 'lastActive', title: 'Last active', sort: 'lastActiveAt', right: true, width: 98 },
  ended: { column: 'ended', title: 'Ended', sort: 'endedAt', right: true, width: 80 },
  risk: { column: 'risk', title: 'Risk', sort: 'risk', right: true, width: 76 },
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

/** The box to choose a row in front of its columns, its menu behind. */
const boxWidth = 40
const menuWidth = 36

/** What goes where there is no room, in this order; status, user and risk stay. */
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

const widthOf = (heads: readonly ColumnHead[]): number =>
  heads.reduce((sum, { width }) => sum + width, boxWidth + menuWidth)

/** The columns that fit into a table of this many pixels, so that it never scrolls sideways. */
export const fittingColumns = (heads: readonly ColumnHead[], width: number): readonly ColumnHead[] => {
  let fitting = heads
  for (const dropped of droppedFirst) {
    if (widthOf(fitting) <= width) break
    fitting = fitting.filter(({ column }) => column !== dropped)
  }
  return fitting
}

const trackOf = ({ width, share }: ColumnHead): string =>
  share === undefined ? `${width}px` : `minmax(${width}px, ${share}fr)`

/** Grid columns of a row. */
export const tracksOf = (heads: readonly ColumnHead[]): string =>
  `${boxWidth}px ${heads.map(trackOf).join(' ')} ${menuWidth}px`

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
