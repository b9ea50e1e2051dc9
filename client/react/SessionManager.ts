import { createElement, useEffect, useRef } from 'react'
import { defineSessionsElement, type SessionsElement } from '../element/sessionsElement.ts'
import type { SessionWords } from '../element/sessionWords.ts'
import { useSessionClient } from './SessionProvider.ts'

/** Where the person is signed in, each session to be ended: `<rollcall-sessions>` with the application's client. */
export const SessionManager = ({ words }: { words?: Partial<SessionWords> }) => {
  const client = useSessionClient()
  const element = useRef<SessionsElement>(null)
  useEffect(() => {
    defineSessionsElement()
    if (element.current !== null) Object.assign(element.current, { client, words: words ?? {} })
  }, [client, words])
  return createElement('rollcall-sessions', { ref: element })
}
