import QuickLRU from 'quick-lru'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { Position, Recorded } from '#events/envelope.ts'
import type { SessionEvent } from '#events/session/events.ts'
import { absentSession, evolveSession, type Session } from '#events/session/fold.ts'
import { sessionStream } from '#events/streams.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'

/** A session as far as this process has read its stream. */
export interface ReadSession {
  session: Session
  /** Of `SessionStarted`; 0 while absent. Says which user- and tenant-wide endings came after it. */
  startedPosition: Position
  /** Of the last event read. */
  position: Position
}

export const unreadSession: ReadSession = { session: absentSession, startedPosition: 0, position: 0 }

const fold = (read: ReadSession, events: readonly Recorded<RollcallEvent>[]): ReadSession =>
  events.reduce<ReadSession>(
    ({ session, startedPosition }, event) => ({
      // A session's stream holds session events only; what a later release adds there folds to no change.
      session: evolveSession(session, event as Recorded<SessionEvent>),
      startedPosition: session.status === 'absent' ? event.position : startedPosition,
      position: event.position,
    }),
    read,
  )

export interface RememberedSessions {
  /** Without asking the store; undefined when nothing is remembered. */
  recall(tenantId: string, sessionId: string): ReadSession | undefined
  /** Reads on from what is remembered to the end of the stream. */
  readOn(tenantId: string, sessionId: string): Promise<ReadSession>
  /** Takes in events this process has just appended after `read`. */
  append(tenantId: string, sessionId: string, read: ReadSession, events: readonly Recorded<SessionEvent>[]): ReadSession
}

/** Sessions kept in memory, some 2 kB each. */
const defaultCapacity = 10_000

export const rememberedSessions = (
  store: Pick<EventStore, 'readStream'>,
  capacity = defaultCapacity,
): RememberedSessions => {
  const remembered = new QuickLRU<string, ReadSession>({ maxSize: capacity / 2 })
  const keep = (stream: string, read: ReadSession): ReadSession => {
    // Two readers may finish in either order; the one that read further stays.
    const known = remembered.get(stream)
    if (known !== undefined && known.session.revision > read.session.revision) return known
    if (read.session.status !== 'absent') remembered.set(stream, read)
    return read
  }
  return {
    recall: (tenantId, sessionId) => remembered.get(sessionStream(tenantId, sessionId)),
    async readOn(tenantId, sessionId) {
      const stream = sessionStream(tenantId, sessionId)
      const known = remembered.get(stream) ?? unreadSession
      return keep(stream, fold(known, await store.readStream(stream, known.session.revision + 1)))
    },
    append: (tenantId, sessionId, read, events) => keep(sessionStream(tenantId, sessionId), fold(read, events)),
  }
}
