import type { z } from 'zod'
import type { OperationResult, OperationRow } from '#events/live/rows.ts'
import { oneOperationShape, operationPreviewShape, operationResultShape } from '#events/wire/operations.ts'
import { pageOf } from '#events/wire/page.ts'
import { apiOver } from './api.ts'
import type { Http } from './http.ts'

/** Which sessions an operation is about. */
export type OperationBody = { filter: string } | { sessionIds: readonly string[] }
export type OperationPreview = z.infer<typeof operationPreviewShape>

/** `reason` is for colleagues and auditors, `message` for the person; `confirm` repeats the number of sessions. */
export interface OperationOrder {
  reason: string
  message?: string
  ticket?: string
  confirm: number
}

const resultPage = pageOf(operationResultShape)

export const previewOperation = async (
  http: Http,
  body: OperationBody,
  signal?: AbortSignal,
): Promise<OperationPreview> =>
  (await apiOver(http).post('/v1/operations/preview', { body, signal }, operationPreviewShape)).body

/**
 * Starts an operation. Answers it and the position that a view must have reached to show it.
 * @throws ApiError preview-stale when the number grew by more than a tenth
 */
export const startOperation = async (
  http: Http,
  order: OperationBody & OperationOrder,
  idempotencyKey: string,
): Promise<{ operation: OperationRow; position: string | null }> => {
  const asking = { body: order, idempotencyKey }
  const { body, position } = await apiOver(http).post('/v1/operations', asking, oneOperationShape)
  return { operation: body.operation, position }
}

/** `minPosition`: the position the view must have reached, so that it knows the operation. */
export interface OperationRead {
  minPosition: string | null
  signal: AbortSignal
}

export const readOperation = async (http: Http, operationId: string, read: OperationRead): Promise<OperationRow> => {
  const { minPosition, signal } = read
  const asking = { params: { operationId }, query: { minPosition }, signal }
  return (await apiOver(http).get('/v1/operations/{operationId}', asking, oneOperationShape)).body.operation
}

/** What became of each session, all pages of it. */
export const readOperationResults = async (
  http: Http,
  operationId: string,
  { minPosition, signal }: OperationRead,
): Promise<OperationResult[]> => {
  const api = apiOver(http)
  const results: OperationResult[] = []
  let cursor: string | null = null
  do {
    const query: { cursor: string | null; limit: number; minPosition: string | null } = {
      cursor,
      limit: 200,
      minPosition,
    }
    const asking = { params: { operationId }, query, signal }
    const { body } = await api.get('/v1/operations/{operationId}/results', asking, resultPage)
    results.push(...body.items)
    cursor = body.nextCursor
  } while (cursor !== null)
  return results
}
