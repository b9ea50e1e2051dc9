import { rolesMay, scopesMay, type Permission, type Scope } from '#events/permissions.ts'
import type { Role } from '#events/tenant/events.ts'

/** What it takes to call what. A route or message without a row fails the test. */
export type Access = 'public' | Permission

/** In the dashboard, where roles count. */
export const mayCall = (access: Access, role: Role): boolean => access === 'public' || rolesMay([role], access)

/** By an API key of an application, which has no roles. */
export const mayCallWithKey = (access: Access, scope: Scope): boolean =>
  access !== 'public' && scopesMay([scope], access)

export const routeTable: Record<string, Access> = {
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
  'POST /v1/auth/logout-all': 'end-own-sessions',
  'GET /v1/auth/session': 'own-account',
  'POST /v1/auth/session/activity': 'own-account',
  'POST /v1/auth/password': 'own-account',
  'POST /v1/auth/password/reset': 'public',
  'POST /v1/auth/password/reset/check': 'public',
  'POST /v1/invites/accept': 'public',
  'POST /v1/invites/check': 'public',
  'GET /v1/me': 'own-account',
  'GET /v1/me/sessions': 'own-account',
  'GET /v1/me/sessions/count': 'own-account',
  'GET /v1/me/sessions/log': 'own-account',
  'DELETE /v1/me/sessions': 'end-own-sessions',
  'DELETE /v1/me/sessions/{sessionId}': 'end-own-sessions',
  'GET /v1/sessions': 'watch',
  'POST /v1/sessions': 'sign-people-in',
  'GET /v1/sessions/count': 'watch',
  'GET /v1/sessions/{sessionId}': 'watch',
  'GET /v1/sessions/{sessionId}/events': 'watch',
  'POST /v1/sessions/{sessionId}/revoke': 'end-sessions',
  'POST /v1/users/{userId}/revoke-sessions': 'end-sessions',
  'GET /v1/users': 'manage-people',
  'GET /v1/users/{userId}': 'manage-people',
  'POST /v1/users': 'manage-people',
  'POST /v1/users/{userId}/invite': 'manage-people',
  'DELETE /v1/users/{userId}/invite': 'manage-people',
  'PUT /v1/users/{userId}/roles': 'manage-people',
  'POST /v1/users/{userId}/enable': 'manage-people',
  'GET /v1/users/{userId}/disable': 'manage-people',
  'POST /v1/users/{userId}/disable': 'manage-people',
  'POST /v1/users/{userId}/password-reset': 'manage-people',
  'GET /v1/people': 'watch',
  'GET /v1/people/{userId}': 'watch',
  'GET /v1/log': 'watch',
  'GET /v1/analytics/activity': 'watch',
  'GET /v1/analytics/distribution': 'watch',
  'GET /v1/anomalies': 'watch',
  'GET /v1/anomalies/{anomalyId}': 'watch',
  'POST /v1/operations/preview': 'end-sessions',
  'POST /v1/operations': 'end-sessions',
  'GET /v1/operations': 'watch',
  'GET /v1/operations/{operationId}': 'watch',
  'GET /v1/operations/{operationId}/results': 'watch',
  'GET /v1/applications': 'manage-applications',
  'POST /v1/applications': 'manage-applications',
  'GET /v1/applications/{applicationId}': 'manage-applications',
  'PATCH /v1/applications/{applicationId}': 'manage-applications',
  'DELETE /v1/applications/{applicationId}': 'manage-applications',
  'GET /v1/applications/{applicationId}/removal': 'manage-applications',
  'GET /v1/tenants': 'operate',
  'POST /v1/tenants': 'operate',
  'GET /v1/tenants/{tenantId}': 'operate',
  'PATCH /v1/tenants/{tenantId}': 'operate',
  'POST /v1/tenants/{tenantId}/suspend': 'operate',
  'POST /v1/tenants/{tenantId}/resume': 'operate',
  'GET /v1/api-keys': 'manage-keys',
  'POST /v1/api-keys': 'manage-keys',
  'DELETE /v1/api-keys/{keyId}': 'manage-keys',
  'POST /v1/tenants/{tenantId}/invites': 'operate',
  'GET /v1/system': 'operate',
}

export const socketTable: Record<string, Access> = {
  '/live connect': 'watch',
  '/live resume': 'watch',
  '/live renew': 'watch',
  '/me connect': 'own-account',
  '/me renew': 'own-account',
}
