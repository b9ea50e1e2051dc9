import { createContext, createElement, type ReactNode, useContext } from 'react'
import type { SessionClient } from '../session/sessionClient.ts'

const SessionContext = createContext<SessionClient | null>(null)

export interface SessionProviderProps {
  client: SessionClient
  children?: ReactNode
}

/** Gives every component below it the application's session. */
export const SessionProvider = ({ client, children }: SessionProviderProps) =>
  createElement(SessionContext.Provider, { value: client }, children)

/** The session client of this application. @throws Error outside of a `SessionProvider` */
export const useSessionClient = (): SessionClient => {
  const client = useContext(SessionContext)
  if (client === null) throw new Error('Wrap the application in <SessionProvider client={client}>')
  return client
}
