import { useSyncExternalStore } from 'react'
import { expiryOf } from '../ownSessions/expiry.ts'
import { useSessionClient } from './SessionProvider.ts'

/** When the session ends, and how to put that off. */
export const useSessionExpiry = () => {
  const client = useSessionClient()
  const expiry = expiryOf(client)
  return { ...useSyncExternalStore(expiry.subscribe, expiry.state, expiry.state), stay: client.stay }
}

/** Answers a function that tells the server at once that the person did something which made no request. */
export const useSessionActivity = (): (() => Promise<void>) => useSessionClient().recordActivity
