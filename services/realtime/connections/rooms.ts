import type { SignedInCaller } from '#services/http/caller.ts'

/** Names of rooms. They are made only of what the access token proves, so no client can choose somebody else's room. */
export const tenantRoom = (tenantId: string) => `tenant:${tenantId}`
export const userRoom = (tenantId: string, userId: string) => `user:${tenantId}:${userId}`
export const clientRoom = (tenantId: string, clientId: string) => `client:${tenantId}:${clientId}`
/** A person in one application. */
export const personInClientRoom = (tenantId: string, clientId: string, userId: string) =>
  `client:${tenantId}:${clientId}:${userId}`
export const sessionRoom = (tenantId: string, sessionId: string) => `session:${tenantId}:${sessionId}`

/** Every room that a caller is in. */
export const roomsOf = ({
  tenantId,
  userId,
  clientId,
  sessionId,
}: Pick<SignedInCaller, 'tenantId' | 'userId' | 'clientId' | 'sessionId'>): string[] => [
  tenantRoom(tenantId),
  userRoom(tenantId, userId),
  clientRoom(tenantId, clientId),
  personInClientRoom(tenantId, clientId, userId),
  sessionRoom(tenantId, sessionId),
]
