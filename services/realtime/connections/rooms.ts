/** Names of rooms. Only what a token proves goes into them, so no client can pick another's. */
export const tenantRoom = (tenantId: string) => `tenant:${tenantId}`
export const userRoom = (tenantId: string, userId: string) => `user:${tenantId}:${userId}`
export const sessionRoom = (tenantId: string, sessionId: string) => `session:${tenantId}:${sessionId}`
