import type { Role } from '#events/tenant/events.ts'

/** Who may call what. `everyone`: signed-in people of any role. A route or message without a row fails the test. */
export type Allowed = 'public' | 'everyone' | readonly Role[]

const watch = ['analyst', 'admin', 'auditor'] as const
const act = ['analyst', 'admin'] as const

export const routeTable: Record<string, Allowed> = {
  'GET /livez': 'public',
  'GET /readyz': 'public',
  'GET /metrics': 'public',
  'GET /openapi.json': 'public',
  'GET /.well-known/jwks.json': 'public',
  'POST /v1/setup': 'public',
  'POST /v1/setup/check': 'public',
  'POST /v1/auth/login': 'public',
  'POST /v1/auth/refresh': 'public',
  'POST /v1/auth/logout': 'public',
  'POST /v1/auth/logout-all': 'everyone',
  'GET /v1/auth/session': 'everyone',
  'POST /v1/auth/session/activity': 'everyone',
  'POST /v1/auth/password': 'everyone',
  'GET /v1/me': 'everyone',
  'GET /v1/me/sessions': 'everyone',
  'GET /v1/me/sessions/count': 'everyone',
  'GET /v1/me/sessions/log': 'everyone',
  'DELETE /v1/me/sessions': 'everyone',
  'DELETE /v1/me/sessions/{sessionId}': 'everyone',
  'GET /v1/sessions': watch,
  'GET /v1/sessions/count': watch,
  'GET /v1/sessions/{sessionId}': watch,
  'GET /v1/sessions/{sessionId}/events': watch,
  'POST /v1/sessions/{sessionId}/revoke': act,
  'POST /v1/users/{userId}/revoke-sessions': act,
  'GET /v1/people': watch,
  'GET /v1/people/{userId}': watch,
  'GET /v1/log': watch,
  'GET /v1/analytics/activity': watch,
  'GET /v1/analytics/distribution': watch,
  'GET /v1/anomalies': watch,
  'GET /v1/anomalies/{anomalyId}': watch,
  'POST /v1/operations/preview': act,
  'POST /v1/operations': act,
  'GET /v1/operations': watch,
  'GET /v1/operations/{operationId}': watch,
  'GET /v1/operations/{operationId}/results': watch,
  'GET /v1/system': ['operator'],
}

export const socketTable: Record<string, Allowed> = {
  '/live connect': watch,
  '/live resume': watch,
  '/live renew': watch,
  '/me connect': 'everyone',
  '/me renew': 'everyone',
}
