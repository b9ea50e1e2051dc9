import type { LogEntry } from '#events/live/rows.ts'
import { entryLeaves } from '#events/retention/leaving.ts'
import { tenantCalls } from '../../api/tenantCalls.ts'
import type { Connections } from '../../connections.ts'
import type { RowKind } from '../list/rowKind.ts'

/** The log as a live list. Entries never change, and entries in a frame are always newer than those that were read. */
export const logKind = (
  http: Connections['http'],
  predicateOf: (filter: string) => (entry: LogEntry) => boolean,
): RowKind<LogEntry> => ({
  idOf: ({ id }) => id,
  async read({ filter, cursor, limit }, signal) {
    const { items, nextCursor } = await tenantCalls(http).log({ filter, cursor, limit }, signal)
    return { rows: items, next: nextCursor, position: null }
  },
  inFrame: ({ log }) => log,
  predicateOf,
  compareBy: () => (one, other) => other.number - one.number,
  isOlder: () => true,
  changedColumns: () => [],
  isNew: () => true,
  leavesWith: entryLeaves,
})
