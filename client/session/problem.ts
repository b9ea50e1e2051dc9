/** One mistake in a request; `offset` counts UTF-16 units into a filter. */
export interface FieldMistake {
  path: string
  code: string
  message: string
  offset?: number
}

export interface Problem {
  title: string
  status: number
  code: string
  detail?: string
  /** Names the report in the server's log; empty: there is none. */
  id: string
  errors?: FieldMistake[]
  [extra: string]: unknown
}

/** A refusal or failure of the server, or (`unreachable`) no answer at all. */
export class ApiError extends Error {
  readonly status: number
  /** Stable and kebab-case, as in docs/errors.md. */
  readonly code: string
  readonly detail: string | null
  /** Finds the report in the server's log; empty when no answer came, or one without a report. */
  readonly id: string
  readonly errors: readonly FieldMistake[]
  readonly extra: Readonly<Record<string, unknown>>
  readonly retryAfterSeconds: number | null
  constructor(problem: Problem, retryAfterSeconds: number | null = null) {
    super(problem.detail ?? problem.title)
    this.name = 'ApiError'
    this.status = problem.status
    this.code = problem.code
    this.detail = problem.detail ?? null
    this.id = problem.id
    this.errors = problem.errors ?? []
    this.extra = problem
    this.retryAfterSeconds = retryAfterSeconds
  }
}

export const unreachable = (): ApiError =>
  new ApiError({ title: 'The server did not answer.', status: 0, code: 'unreachable', id: '' })

export const notSignedIn = (): ApiError =>
  new ApiError({ title: 'Nobody is signed in.', status: 401, code: 'not-signed-in', id: '' })

/** The error for an answer of an unknown shape: the server is of another release, or a proxy answered in its place. */
export const unreadable = (): ApiError =>
  new ApiError({ title: 'The answer could not be read. Reload the page.', status: 200, code: 'unreadable', id: '' })

/** The problem for an error without a report of ours: a proxy may have written it, so only its status can be trusted. */
const strange = (status: number): Problem => ({
  title: 'The answer could not be read.',
  status,
  code: 'unreadable',
  id: '',
})

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string'

export const problemOf = async (response: Response): Promise<ApiError> => {
  const body: unknown = await response.json().catch(() => null)
  const after = Number(response.headers.get('Retry-After') ?? Number.NaN)
  const problem: Problem = isProblem(body)
    ? { ...body, status: response.status, id: reportOf(body) }
    : strange(response.status)
  return new ApiError(problem, Number.isFinite(after) ? after : null)
}

/** The report's id. A server that is still starting keeps no reports and names none. */
const reportOf = ({ id }: { id?: unknown }): string => (typeof id === 'string' ? id : '')

/** The server did not answer, or answered with 5xx: asking again later may help. */
export const isUnanswered = (error: ApiError): boolean => error.status === 0 || error.status >= 500
