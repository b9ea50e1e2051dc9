/** `rollcall-client/react`. */
export { SessionProvider, type SessionProviderProps, useSessionClient } from './SessionProvider.ts'
export { useSession } from './useSession.ts'
export { useSessionActivity, useSessionExpiry } from './useSessionExpiry.ts'
export { SessionManager } from './SessionManager.ts'
export type { SessionWords } from '../element/sessionWords.ts'
