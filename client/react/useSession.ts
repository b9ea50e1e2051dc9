import { useSyncExternalStore } from 'react'
import { ownSessionsOf } from '../ownSessions/ownSessions.ts'
import { useSessionClient } from './SessionProvider.ts'

/** Who is signed in here, and where else. */
export const useSession = () => {
  const client = useSessionClient()
  const own = ownSessionsOf(client)
  const state = useSyncExternalStore(client.subscribe, client.state, client.state)
  const { sessions, isLoading, error } = useSyncExternalStore(own.subscribe, own.state, own.state)
  const grant = state.kind === 'signedIn' ? state.grant : null
  return {
    /** `restoring`, `unreachable`, `signedIn` or `signedOut`; the last one says why, where that is known. */
    state,
    isSignedIn: grant !== null,
    session: grant?.session ?? null,
    user: grant?.user ?? null,
    /** The person's sessions, live and ended; null until they are fetched. They then stay current by themselves. */
    sessions,
    isLoading,
    error,
    fetchSessions: own.fetch,
    revokeSession: own.revoke,
    /** Ends all other sessions; with `{ includeCurrent: true }` this one too. */
    revokeAllSessions: own.revokeAll,
    signIn: client.signIn,
    signOut: client.signOut,
  }
}
