/** Every error code with its HTTP status. Codes may be added but never renamed. docs/errors.md lists them. */
export const errorCodes = {
  'invalid-request': 400,
  'invalid-json': 400,
  'invalid-text': 400,
  'invalid-filter': 400,
  'filter-too-costly': 400,
  'invalid-cursor': 400,
  'invalid-position': 400,
  'client-unknown': 400,
  'invalid-credentials': 401,
  'not-signed-in': 401,
  'refresh-invalid': 401,
  'refresh-reused': 401,
  'session-ended': 401,
  'token-outdated': 401,
  'second-factor-required': 401,
  'second-factor-wrong': 401,
  'challenge-ended': 401,
  'reauthentication-required': 401,
  'password-change-required': 403,
  forbidden: 403,
  'origin-refused': 403,
  blocked: 403,
  'person-refused': 403,
  'passkey-refused': 403,
  'not-found': 404,
  'person-unknown': 404,
  'stale-revision': 409,
  'idempotency-mismatch': 409,
  'request-in-progress': 409,
  'preview-stale': 409,
  'confirm-mismatch': 409,
  'already-exists': 409,
  'wrong-state': 409,
  'locks-you-out': 409,
  'quota-reached': 409,
  'session-limit': 409,
  'passkeys-unavailable': 409,
  'position-reset': 410,
  'wrong-version': 412,
  'body-too-large': 413,
  'append-too-large': 413,
  'unsupported-media-type': 415,
  'version-required': 428,
  'too-many-sessions': 400,
  'rate-limited': 429,
  internal: 500,
  busy: 503,
  'clock-skewed': 503,
  'not-ready': 503,
  'view-behind': 503,
  'revocation-unknown': 503,
  'store-unavailable': 503,
} as const
export type ErrorCode = keyof typeof errorCodes

/** One mistake in a request. `path` as in `filter`, `body.sessionIds.3`; `offset` counts characters into a filter. */
export interface FieldError {
  path: string
  code: string
  message: string
  offset?: number
}

export interface ErrorDetails {
  /** One sentence for the person: what happened and what to do. */
  detail?: string
  errors?: FieldError[]
  /** Further members of the problem report, e.g. `{ cause, message, endedAt }` of `session-ended`. */
  extra?: Record<string, unknown>
  retryAfterSeconds?: number
  /** The API key that was refused, for the line in the log. No caller is told. */
  refusedKey?: { tenantId: string; keyId: string }
  /** The counter that refused, for the `RateLimit` headers. */
  limit?: { limit: number; remaining: number; resetSeconds: number }
  cause?: unknown
}

/** A refusal with a stable code. Domain code throws it; each edge (HTTP, socket, CLI) translates it once. */
export class CodedError extends Error {
  readonly code: ErrorCode
  readonly details: ErrorDetails
  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(details.detail ?? code, { cause: details.cause })
    this.name = 'CodedError'
    this.code = code
    this.details = details
  }
}
