/** `rollcall-client/vue`. */
export { rollcall, useSessionClient } from './rollcall.ts'
export { useSession } from './useSession.ts'
export { refreshSessionActivity, useSessionExpiry } from './useSessionExpiry.ts'
export { SessionManager } from './SessionManager.ts'
export { guardRoutes, pageAskedFor, type SessionGuardOptions } from './sessionGuard.ts'
export type { SessionWords } from '../element/sessionWords.ts'
