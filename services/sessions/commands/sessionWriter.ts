import type { KeyObject } from 'node:crypto'
import type { Recorded } from '#events/envelope.ts'
import type { SessionEvent } from '#events/session/events.ts'
import type { Ambient } from '#services/ambient/clock.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import { recordFailedSignIn, type RecordFailedSignIn } from '../signIn/failedSignIns.ts'
import type { KeyRing } from '../tokens/keyRing.ts'
import { refreshTokens, type RefreshTokens } from '../tokens/refreshTokens.ts'
import { rememberedSessions, type RememberedSessions } from './rememberedSessions.ts'
import { sessionCommands, type SessionCommands } from './sessionCommands.ts'
import { sessionHandler } from './sessionHandler.ts'
import { appendAtEnd, type AppendAtEnd } from './streamEnd.ts'

export interface SessionWriterNeeds {
  store: Pick<EventStore, 'append' | 'readStream'>
  ambient: Ambient
  /** Turned at least once. */
  refreshKeys: KeyRing<KeyObject>
  /** Sees what was appended before anybody gets an answer about it. */
  onAppended?: (events: readonly Recorded<SessionEvent>[]) => void
}

/** Everything that writes about sessions, without HTTP, view, tail or access token. */
export interface SessionWriter {
  commands: SessionCommands
  refreshTokens: RefreshTokens
  sessions: RememberedSessions
  appendAtEnd: AppendAtEnd
  recordFailedSignIn: RecordFailedSignIn
}

/**
 * The same deciders, streams and tokens for the running service and for a history written with a simulated clock: give it
 * the store and an `ambient` whose clock is the simulated one.
 */
export const sessionWriter = (needs: SessionWriterNeeds): SessionWriter => {
  const { store, ambient, refreshKeys, onAppended = () => undefined } = needs
  const sessions = rememberedSessions(store)
  const handler = sessionHandler({ store, ambient, sessions, onAppended })
  const atEnd = appendAtEnd(store)
  return {
    commands: sessionCommands(handler, refreshKeys, ambient),
    refreshTokens: refreshTokens(refreshKeys, sessions),
    sessions,
    appendAtEnd: atEnd,
    recordFailedSignIn: recordFailedSignIn(atEnd, ambient),
  }
}
