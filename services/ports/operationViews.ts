import type { Position } from '#events/envelope.ts'
import type { OperationResult, OperationRow, SessionRow } from '#events/live/rows.ts'

/** What operations ask of the views; services/projections answers, the composition root wires. */

/** Which sessions somebody wants to end: by filter (as typed) or one by one. */
export type Selection = { filter: string } | { sessionIds: readonly string[] }

/**
 * Sessions of the selection that are active, in id order, at most `limit`; `total` counts all of them, in the same snapshot.
 * Ids of other tenants or of nobody are passed over.
 * @throws CodedError invalid-filter with offset and expectation
 */
export type MatchingSessions = (
  tenantId: string,
  selection: Selection,
  limit: number,
) => Promise<{ sessions: SessionRow[]; total: number; position: Position }>

export interface PageRequest {
  limit: number
  cursor?: string | undefined
}
export interface Page<Item> {
  items: Item[]
  nextCursor: string | null
  total: number | null
  position: Position
}

export interface OperationViews {
  matchingSessions: MatchingSessions
  /** Operations of any tenant that have not finished, or lately and without a measured effect; oldest first. */
  unfinishedOperations: (limit: number) => Promise<{ tenantId: string; operationId: string }[]>
  /** Newest first. @throws CodedError invalid-cursor */
  listOperations: (tenantId: string, page: PageRequest) => Promise<Page<OperationRow>>
  /** Null: no such operation. `position`: what the view covers. */
  readOperation: (
    tenantId: string,
    operationId: string,
  ) => Promise<{ operation: OperationRow | null; position: Position }>
  /** In the order that was confirmed. @throws CodedError invalid-cursor */
  listOperationResults: (tenantId: string, operationId: string, page: PageRequest) => Promise<Page<OperationResult>>
}
