import type { OperationResult, OperationRow, SessionRow } from '#events/live/rows.ts'
import type { Http } from './http.ts'
import type { Page } from './page.ts'

/** Which sessions an operation is about. */
export type OperationBody = { filter: string } | { sessionIds: readonly string[] }

export interface OperationPreview {
  sessions: number
  users: number
  spared: OperationRow['spared']
  sample: SessionRow[]
  position: string
}

/** `reason` is for colleagues and auditors, `message` for the person; `confirm` repeats the number of sessions. */
export interface OperationOrder {
  reason: string
  message?: string
  ticket?: string
  confirm: number
}

export const previewOperation = async (
  http: Http,
  body: OperationBody,
  signal?: AbortSignal,
): Promise<OperationPreview> => {
  const answer = await http.post<OperationPreview>('/v1/operations/preview', body, { signal })
  return answer.body
}

/**
 * Answers the operation and the position from which views know it.
 * @throws ApiError preview-stale when the number grew by more than a tenth
 */
export const startOperation = async (
  http: Http,
  order: OperationBody & OperationOrder,
  idempotencyKey: string,
): Promise<{ operation: OperationRow; position: string | null }> => {
  const { body, position } = await http.post<{ operation: OperationRow }>('/v1/operations', order, { idempotencyKey })
  return { operation: body.operation, position }
}

const path = (operationId: string) => `/v1/operations/${encodeURIComponent(operationId)}`

/** `minPosition`: the view must know the operation already. */
export interface OperationRead {
  minPosition: string | null
  signal: AbortSignal
}

export const readOperation = async (http: Http, operationId: string, read: OperationRead): Promise<OperationRow> => {
  const { minPosition, signal } = read
  const options = { query: { minPosition }, signal }
  const { body } = await http.get<{ operation: OperationRow }>(path(operationId), options)
  return body.operation
}

/** What became of each session, all pages of it. */
export const readOperationResults = async (
  http: Http,
  operationId: string,
  { minPosition, signal }: OperationRead,
): Promise<OperationResult[]> => {
  const results: OperationResult[] = []
  let cursor: string | null = null
  do {
    const options = { query: { cursor, limit: 200, minPosition }, signal }
    const page: Page<OperationResult> = (await http.get<Page<OperationResult>>(`${path(operationId)}/results`, options))
      .body
    results.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null)
  return results
}
