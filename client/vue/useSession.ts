import { computed } from 'vue'
import { ownSessionsOf } from '../ownSessions/ownSessions.ts'
import { followed } from './followed.ts'
import { useSessionClient } from './rollcall.ts'

/** Who is signed in here, and where else. Call it in `setup`. */
export const useSession = () => {
  const client = useSessionClient()
  const own = ownSessionsOf(client)
  const state = followed(client.subscribe, client.state)
  const list = followed(own.subscribe, own.state)
  const grant = computed(() => (state.value.kind === 'signedIn' ? state.value.grant : null))
  return {
    /** `restoring`, `unreachable`, `signedIn` or `signedOut`; the last one says why, where that is known. */
    state,
    isSignedIn: computed(() => grant.value !== null),
    session: computed(() => grant.value?.session ?? null),
    user: computed(() => grant.value?.user ?? null),
    /** The person's sessions, live and ended; null until they are fetched. They then stay current by themselves. */
    sessions: computed(() => list.value.sessions),
    isLoading: computed(() => list.value.isLoading),
    error: computed(() => list.value.error),
    fetchSessions: own.fetch,
    revokeSession: own.revoke,
    /** Ends all other sessions; with `{ includeCurrent: true }` this one too. */
    revokeAllSessions: own.revokeAll,
    signIn: client.signIn,
    signOut: client.signOut,
  }
}
