import type { OperationRow } from '#events/live/rows.ts'
import { nameOfPerson } from '../sessionList/sessionRow.ts'

/** The columns of `operation_list o` that `operationRow` takes. */
export const operationColumns = `o.operation_id as id, o.kind, o.filter, o.user_id as "userId", o.by_id as "byId",
  ${nameOfPerson('o.by_id', 'o.tenant_id')} as "byName", o.reason, o.message, o.ticket,
  o.started_at as "startedAt", o.finished_at as "finishedAt", o.sessions, o.ended, o.already_ended as "alreadyEnded",
  o.spared, o.effect`

export interface SelectedOperation extends Omit<OperationRow, 'by' | 'state'> {
  byId: string
  byName: string | null
}

export const operationRow = ({ byId, byName, ...selected }: SelectedOperation): OperationRow => {
  const { id, kind, filter, userId, reason, message, ticket, startedAt, finishedAt } = selected
  const { sessions, ended, alreadyEnded, spared, effect } = selected
  return {
    id,
    kind,
    filter,
    userId,
    by: { id: byId, name: byName },
    reason,
    message,
    ticket,
    startedAt,
    finishedAt,
    state: finishedAt === null ? 'running' : 'finished',
    sessions,
    ended,
    alreadyEnded,
    spared,
    effect,
  }
}
