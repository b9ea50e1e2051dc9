import type { LogEntry } from '#events/live/rows.ts'
import { entryLeaves } from '#events/retention/leaving.ts'
import { tenantCalls } from '../../api/tenantCalls.ts'
import type { Connections } from '../../connections.ts'
import type { RowKind } from '../list/rowKind.ts'
import type { TableShape } from '../list/tableShape.ts'
import type { LogScope } from './logScope.ts'

export type LogColumn = 'time' | 'what' | 'address'

export const logShape: TableShape<LogColumn> = {
  columns: [
    { column: 'time', title: 'Time', width: 70 },
    { column: 'what', title: 'What happened', width: 150, share: 1 },
    { column: 'address', title: 'Address', width: 116 },
  ],
  droppedFirst: ['address'],
  hasBox: false,
  hasMenu: false,
}

/** The log as a live list. Entries never change, and entries in a frame are always newer than those that were read. */
export const logKind = (http: Connections['http'], scope: () => LogScope): RowKind<LogEntry> => ({
  idOf: ({ id }) => id,
  async read({ filter, cursor, limit }, signal) {
    const { items, nextCursor } = await tenantCalls(http).log({ filter, cursor, limit }, signal)
    return { rows: items, next: nextCursor, position: null }
  },
  inFrame: ({ log }) => log,
  predicateOf: () => scope().isWanted,
  compareBy: () => (one, other) => other.number - one.number,
  isOlder: () => true,
  changedColumns: () => [],
  isNew: () => true,
  leavesWith: entryLeaves,
})
