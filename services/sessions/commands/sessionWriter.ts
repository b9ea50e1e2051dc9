import type { KeyObject } from 'node:crypto'
import type { Recorded } from '#events/envelope.ts'
import type { SessionEvent } from '#events/session/events.ts'
import type { Ambient } from '#services/ambient/clock.ts'
import { commandedStreams } from '#services/commands/commandedStreams.ts'
import { recordEvents, type RecordEvents } from '#services/commands/recordEvents.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import { recordFailedSignIn, type RecordFailedSignIn } from '../signIn/failedSignIns.ts'
import type { KeyRing } from '../tokens/keyRing.ts'
import { refreshTokens, type RefreshTokens } from '../tokens/refreshTokens.ts'
import { sessionCommands, type SessionCommands } from './sessionCommands.ts'
import { sessionStreams, type RememberedSessions } from './sessionStreams.ts'

export interface SessionWriterNeeds {
  store: Omit<EventStore, 'readAll' | 'head' | 'subscribe'>
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
  record: RecordEvents
  recordFailedSignIn: RecordFailedSignIn
}

/** Kept in memory, some 2 kB each. */
const mostSessions = 10_000

/**
 * The same deciders, streams and tokens for the running service and for a history written with a simulated clock: give it
 * the store and an `ambient` whose clock is the simulated one.
 */
export const sessionWriter = (needs: SessionWriterNeeds): SessionWriter => {
  const { store, ambient, refreshKeys, onAppended = () => undefined } = needs
  const streams = commandedStreams({ store, ambient, type: sessionStreams, capacity: mostSessions, onAppended })
  const sessions: RememberedSessions = {
    recall: (tenantId, sessionId) => streams.recall(tenantId, sessionId)?.state,
    readOn: async (tenantId, sessionId) => (await streams.readOn(tenantId, sessionId)).state,
  }
  const record = recordEvents(store, ambient)
  return {
    commands: sessionCommands(streams, refreshKeys, ambient),
    refreshTokens: refreshTokens(refreshKeys, sessions),
    sessions,
    record,
    recordFailedSignIn: recordFailedSignIn(record),
  }
}
