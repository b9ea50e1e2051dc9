import { isOneOf } from '#events/isOneOf.ts'
import { operationEffect } from '#events/operation/effect.ts'
import { type OperationListRow, operationListTable } from './operationTables.ts'
import { rowKey } from '../tables/viewTable.ts'
import type { Projection } from '../fold/projection.ts'
import { opened, type ViewEventOf } from '../fold/viewEvent.ts'

/** The types of an operation's events. */
export const operationTypes = [
  'OperationStarted',
  'OperationSessionEnded',
  'OperationFinished',
  'EffectMeasured',
] as const
export type ViewOperationEvent = ViewEventOf<(typeof operationTypes)[number]>
export const isOperationEvent = isOneOf(...operationTypes)

const started = (event: ViewEventOf<'OperationStarted'>): OperationListRow => {
  const { operationId, kind, filter, userId, sessionIds, spared, reason, message, ticket } = opened(event).data
  return {
    tenantId: event.tenantId,
    operationId,
    kind,
    filter,
    userId,
    byKind: event.actor.kind,
    byId: event.actor.id,
    reason,
    message,
    ticket,
    startedAt: event.at,
    finishedAt: null,
    sessions: sessionIds.length,
    ended: 0,
    alreadyEnded: 0,
    spared,
    effect: null,
    revision: event.revision,
  }
}

const changed = (row: OperationListRow, event: Exclude<ViewOperationEvent, { type: 'OperationStarted' }>) => {
  switch (event.type) {
    case 'OperationSessionEnded':
      return event.data.outcome === 'ended'
        ? { ...row, ended: row.ended + 1 }
        : { ...row, alreadyEnded: row.alreadyEnded + 1 }
    case 'OperationFinished':
      return { ...row, finishedAt: event.at, ended: event.data.ended, alreadyEnded: event.data.alreadyEnded }
    case 'EffectMeasured':
      return { ...row, effect: operationEffect(event.data) }
  }
}

export const operationList: Projection<OperationListRow> = {
  table: operationListTable,
  rowBytes: 1_500,
  touches: (event) => (isOperationEvent(event) ? [rowKey(event.tenantId, event.data.operationId)] : []),
  project(event, rows) {
    if (!isOperationEvent(event)) return []
    const row = rows.get(rowKey(event.tenantId, event.data.operationId))
    if (event.type === 'OperationStarted') return row === undefined ? [started(event)] : []
    if (row === undefined || event.revision <= row.revision) return []
    return [{ ...changed(row, event), revision: event.revision }]
  },
}
