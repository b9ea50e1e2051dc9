/** Names of streams. The tenant is part of every name; ids are never reused, in no tenant. */
export const sessionStream = (tenantId: string, sessionId: string) => `session-${tenantId}+${sessionId}`
export const userStream = (tenantId: string, userId: string) => `user-${tenantId}+${userId}`
export const tenantStream = (tenantId: string) => `tenant-${tenantId}`
export const operationStream = (tenantId: string, operationId: string) => `operation-${tenantId}+${operationId}`
export const anomalyStream = (tenantId: string, anomalyId: string) => `anomaly-${tenantId}+${anomalyId}`
/** `digest` is HMAC(normalised e-mail) in hex, so the name tells nothing. */
export const claimStream = (tenantId: string, digest: string) => `claim-${tenantId}+${digest}`
export const signinStream = (tenantId: string, digest: string) => `signin-${tenantId}+${digest}`
export const refusalsStream = (tenantId: string, sessionId: string) => `refusals-${tenantId}+${sessionId}`

/** The tenant operators sign in under. */
export const systemTenantId = '00000000-0000-8000-8000-000000000001'
export const systemTenantSlug = 'system'
