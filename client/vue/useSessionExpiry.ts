import { computed } from 'vue'
import { expiryOf } from '../ownSessions/expiry.ts'
import { followed } from './followed.ts'
import { useSessionClient } from './rollcall.ts'

/** When the session ends, and how to put that off. Call it in `setup`. */
export const useSessionExpiry = () => {
  const client = useSessionClient()
  const expiry = expiryOf(client)
  const state = followed(expiry.subscribe, expiry.state)
  return {
    /** Milliseconds since the epoch by the server's clock; null: signed out. */
    expiresAt: computed(() => state.value.expiresAt),
    isExpiringSoon: computed(() => state.value.isExpiringSoon),
    /** What is near: `idle` and `inactivity` can be put off by `stay`, `absolute` cannot. */
    warning: computed(() => state.value.warning),
    /** Counts down once a second while something is near. */
    secondsLeft: computed(() => state.value.secondsLeft),
    stay: client.stay,
  }
}

/** A person did something that made no request. Usable everywhere, not only in `setup`. */
export const refreshSessionActivity = (): Promise<void> => useSessionClient().recordActivity()
