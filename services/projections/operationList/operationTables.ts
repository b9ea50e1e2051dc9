import type { OperationEffect, OperationResult, OperationRow } from '#events/live/rows.ts'
import { type ColumnType, float, instant, integer, json, nullable, text, uuid } from '../tables/columnTypes.ts'
import { type RowOf, viewTable } from '../tables/viewTable.ts'

const operation = {
  tenantId: uuid,
  operationId: uuid,
  kind: text as ColumnType<OperationRow['kind']>,
  filter: nullable(text),
  userId: nullable(uuid),
  byKind: text,
  byId: text,
  reason: nullable(text),
  message: nullable(text),
  ticket: nullable(text),
  startedAt: instant,
  finishedAt: nullable(instant),
  sessions: integer,
  ended: integer,
  alreadyEnded: integer,
  spared: json<OperationRow['spared']>(),
  effect: nullable(json<OperationEffect>()),
  revision: integer,
}
export type OperationListRow = RowOf<typeof operation>
export const operationListTable = viewTable('operation_list', operation, ['tenantId', 'operationId'])

const result = {
  tenantId: uuid,
  operationId: uuid,
  sessionId: uuid,
  /** The session's place in the list that the person confirmed. */
  ordinal: integer,
  outcome: text as ColumnType<OperationResult['outcome']>,
  at: nullable(instant),
  closedAfterMs: nullable(float),
  revision: integer,
}
export type OperationResultRow = RowOf<typeof result>
export const operationResultsTable = viewTable('operation_results', result, ['tenantId', 'operationId', 'sessionId'])
