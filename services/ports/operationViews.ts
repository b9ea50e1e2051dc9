import type { CountDue } from './retention.ts'
import type { Position } from '#events/envelope.ts'
import type { RevocationCause } from '#events/session/events.ts'
import type { JudgedSession } from '#events/tenant/policy/judgeSessions.ts'
import type { Role } from '#events/tenant/events.ts'
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

/**
 * Hands out the live sessions of a tenant, in one snapshot, all of a person at once. `longerThan`: only those with a longer lifetime than
 * one of these; null: all.
 */
export type LiveByPerson = (
  tenantId: string,
  asked: { longerThan: { idleSeconds: number; absoluteSeconds: number } | null },
  onPeople: (sessions: readonly JudgedSession[]) => void,
) => Promise<{ position: Position }>

/** How many people with one of these roles may sign in and have no second factor. */
export type CountWithoutFactor = (tenantId: string, roles: readonly Role[]) => Promise<number>

/** What ended sessions by one event. `endedAt`: ISO 8601. `userId` and `clientId` null: whichever. */
export interface EndedBy {
  cause: RevocationCause
  endedAt: string
  userId: string | null
  clientId: string | null
}

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
  liveByPerson: LiveByPerson
  countWithoutFactor: CountWithoutFactor
  countDue: CountDue
  /** Sessions that one event of the tenant or a person has ended, in id order, at most `limit`. `total` counts all of them. */
  sessionsEndedBy: (tenantId: string, ended: EndedBy, limit: number) => Promise<{ sessionIds: string[]; total: number }>
  /** Resolves when the views show everything up to there. @throws CodedError view-behind */
  waitForView: (position: Position, timeoutMs?: number) => Promise<void>
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
