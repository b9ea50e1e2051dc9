import type { KeyObject } from 'node:crypto'
import type { Recorded } from '#events/envelope.ts'
import type { SessionEvent } from '#events/session/events.ts'
import type { Ambient } from '#services/ambient/clock.ts'
import { commandedStreams } from '#services/commands/commandedStreams.ts'
import type { KeptContext } from '#services/commands/keptContext.ts'
import { recordEvents, type RecordEvents } from '#services/commands/recordEvents.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import { recordFailedSignIn, type RecordFailedSignIn } from '../signIn/failedSignIns.ts'
import type { KeyRing } from '../tokens/keyRing.ts'
import { refreshTokens, type RefreshTokens } from '../tokens/refreshTokens.ts'
import { noRules, type RulesInForce } from './rulesInForce.ts'
import { sessionCommands, type SessionCommands } from './sessionCommands.ts'
import { sessionStreams, type RememberedSessions } from './sessionStreams.ts'

export interface SessionWriterNeeds {
  store: Omit<EventStore, 'readAll' | 'head' | 'subscribe'>
  ambient: Ambient
  /** What the tenant's rules give a live session. Absent: only what it started with counts. */
  rulesInForce?: RulesInForce
  /** Absent: no request comes from a place. */
  keptContext?: KeptContext
  /** `turn` must have been called at least once. */
  refreshKeys: KeyRing<KeyObject>
  /** Called with the appended events before the caller gets an answer. */
  onAppended?: (events: readonly Recorded<SessionEvent>[]) => void
}

/** Everything that writes session events. It needs no HTTP, view, tail or access token. */
export interface SessionWriter {
  commands: SessionCommands
  refreshTokens: RefreshTokens
  sessions: RememberedSessions
  record: RecordEvents
  recordFailedSignIn: RecordFailedSignIn
}

/** Most sessions in memory, some 2 kB each. */
const mostSessions = 10_000

/**
 * The running service and the demo's history use the same writer. To write a history, pass an `ambient` whose clock is
 * simulated.
 */
export const sessionWriter = (needs: SessionWriterNeeds): SessionWriter => {
  const { store, ambient, refreshKeys, rulesInForce = noRules, keptContext, onAppended = () => undefined } = needs
  const remembering = { type: sessionStreams, capacity: mostSessions }
  const streams = commandedStreams({ store, ambient, keptContext, onAppended, ...remembering })
  const sessions: RememberedSessions = {
    recall: (tenantId, sessionId) => streams.recall(tenantId, sessionId)?.state,
    readOn: async (tenantId, sessionId) => (await streams.readOn(tenantId, sessionId)).state,
  }
  const record = recordEvents(store, ambient, keptContext)
  return {
    commands: sessionCommands(streams, { refreshKeys, ambient, sessions, rulesInForce }),
    refreshTokens: refreshTokens(refreshKeys, sessions),
    sessions,
    record,
    recordFailedSignIn: recordFailedSignIn(record),
  }
}
