import type { Position } from '#events/envelope.ts'
import type { OperationResult, OperationRow, SessionRow } from '#events/live/rows.ts'

/** What operations ask of the views. services/projections answers it; the composition root connects both. */

/** Which sessions a person wants to end: those that a filter matches (as typed), or a list of ids. */
export type Selection = { filter: string } | { sessionIds: readonly string[] }

/**
 * Reads the active sessions of the selection in id order, at most `limit`. `total` counts all of them in the same
 * snapshot. Ids of other tenants and unknown ids are ignored.
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
  /**
   * Operations of any tenant that have not finished, or that finished lately and have no measured effect. Oldest first.
   */
  unfinishedOperations: (limit: number) => Promise<{ tenantId: string; operationId: string }[]>
  /** Newest first. @throws CodedError invalid-cursor */
  listOperations: (tenantId: string, page: PageRequest) => Promise<Page<OperationRow>>
  /** `operation` null: there is none with this id. `position`: how far the view has read. */
  readOperation: (
    tenantId: string,
    operationId: string,
  ) => Promise<{ operation: OperationRow | null; position: Position }>
  /** In the order in which the operation lists its sessions. @throws CodedError invalid-cursor */
  listOperationResults: (tenantId: string, operationId: string, page: PageRequest) => Promise<Page<OperationResult>>
}
