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

/** @throws ApiError preview-stale when the number grew by more than a tenth */
export const startOperation = async (
  http: Http,
  order: OperationBody & OperationOrder,
  idempotencyKey: string,
): Promise<OperationRow> => {
  const { body } = await http.post<{ operation: OperationRow }>('/v1/operations', order, { idempotencyKey })
  return body.operation
}

const path = (operationId: string) => `/v1/operations/${encodeURIComponent(operationId)}`

export const readOperation = async (http: Http, operationId: string, signal?: AbortSignal): Promise<OperationRow> => {
  const { body } = await http.get<OperationRow>(path(operationId), { signal })
  return body
}

/** What became of each session, all pages of it. */
export const readOperationResults = async (
  http: Http,
  operationId: string,
  signal?: AbortSignal,
): Promise<OperationResult[]> => {
  const results: OperationResult[] = []
  let cursor: string | null = null
  do {
    const query = { cursor, limit: 200 }
    const answer: { body: Page<OperationResult> } = await http.get<Page<OperationResult>>(
      `${path(operationId)}/results`,
      {
        query,
        signal,
      },
    )
    results.push(...answer.body.items)
    cursor = answer.body.nextCursor
  } while (cursor !== null)
  return results
}
