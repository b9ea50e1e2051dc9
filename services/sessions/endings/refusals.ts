import type { Recorded, RequestContext } from '#events/envelope.ts'
import type { RefusalEvent } from '#events/session/events.ts'
import { refusalsStream } from '#events/streams.ts'
import { instant, type Ambient } from '#services/ambient/clock.ts'
import type { RecordEvents } from '#services/commands/recordEvents.ts'

export interface RefusedSession {
  tenantId: string
  sessionId: string
  userId: string
}
type RefusalCause = Extract<RefusalEvent, { type: 'RefreshRefused' }>['data']['cause']
type ProofCause = Extract<RefusalEvent, { type: 'ReauthenticationRefused' }>['data']['cause']
type UseCause = Extract<RefusalEvent, { type: 'EndedSessionUsed' }>['data']['cause']
interface RequestOrigin {
  correlationId: string
  context: RequestContext | null
}

/** Records refused authentic credentials: one event per session, cause and minute. */
export interface Refusals {
  /** Writes the event. The caller waits for it before it answers the refusal. */
  refreshRefused(session: RefusedSession, cause: RefusalCause, origin: RequestOrigin): Promise<void>
  reauthenticationRefused(session: RefusedSession, cause: ProofCause, origin: RequestOrigin): Promise<void>
  /** Counts a use in memory. `flush` writes the count when the minute is over. */
  endedSessionUsed(session: RefusedSession, cause: UseCause, origin?: RequestOrigin): void
  /** Writes the counts of past minutes; with `all`, those of the current minute too. */
  flush(all?: boolean): Promise<void>
}

interface Use {
  session: RefusedSession
  cause: UseCause
  minute: string
  count: number
  origin: RequestOrigin
}

/** Most counts in memory, one per session, cause and minute. Further uses are refused but not counted. */
const mostCounted = 10_000

const minuteOf = (at: string): string => `${at.slice(0, 16)}:00.000Z`

const isSame = (event: Recorded<RefusalEvent>, { type, data }: RefusalEvent, minute: string): boolean =>
  event.type === type &&
  event.data.cause === data.cause &&
  (event.type === 'EndedSessionUsed' ? event.data.minute : minuteOf(event.at)) === minute

export interface Refusing {
  record: RecordEvents
  ambient: Ambient
}

/** Reads the end of the stream first, because another process may have written the same minute. */
const writeOnce =
  ({ record }: Refusing) =>
  async (session: RefusedSession, event: RefusalEvent, minute: string, origin: RequestOrigin): Promise<void> => {
    const { tenantId, sessionId, userId } = session
    await record({
      stream: refusalsStream(tenantId, sessionId),
      events: [event],
      origin: { tenantId, actor: { kind: 'user', id: userId }, ...origin },
      isSaid: (latest) => latest.some((earlier) => isSame(earlier, event, minute)),
    })
  }

/**
 * Remembers which refusals of the current minute are written or being written, so that a storm of refusals writes one
 * event.
 */
const onceAMinute = () => {
  let present = ''
  let begun = new Map<string, Promise<void>>()
  return (key: string, minute: string, write: () => Promise<void>): Promise<void> => {
    if (minute !== present) begun = new Map()
    present = minute
    const known = begun.get(key)
    if (known !== undefined) return known
    const writing = write().catch((error: unknown) => {
      begun.delete(key)
      throw error
    })
    begun.set(key, writing)
    return writing
  }
}

export const refusals = (refusing: Refusing): Refusals => {
  const { ambient } = refusing
  const write = writeOnce(refusing)
  const once = onceAMinute()
  const uses = new Map<string, Use>()

  const writeUse = async (key: string): Promise<void> => {
    const use = uses.get(key)
    if (use === undefined) return
    uses.delete(key)
    const { session, cause, minute, count, origin } = use
    const { sessionId, userId } = session
    const event = { type: 'EndedSessionUsed', version: 1, data: { sessionId, userId, cause, minute, count } } as const
    try {
      await write(session, event, minute, origin)
    } catch (error) {
      uses.set(key, { ...use, count: use.count + (uses.get(key)?.count ?? 0) })
      throw error
    }
  }

  return {
    refreshRefused(session, cause, origin) {
      const { sessionId, userId } = session
      const minute = minuteOf(instant(ambient.clock))
      const event = { type: 'RefreshRefused', version: 1, data: { sessionId, userId, cause } } as const
      return once(`${sessionId} ${cause}`, minute, () => write(session, event, minute, origin))
    },
    reauthenticationRefused(session, cause, origin) {
      const { sessionId, userId } = session
      const minute = minuteOf(instant(ambient.clock))
      const event = { type: 'ReauthenticationRefused', version: 1, data: { sessionId, userId, cause } } as const
      return once(`${sessionId} ${cause}`, minute, () => write(session, event, minute, origin))
    },
    endedSessionUsed(session, cause, origin = { correlationId: ambient.random.id(), context: null }) {
      const minute = minuteOf(instant(ambient.clock))
      const key = `${session.sessionId} ${cause} ${minute}`
      const use = uses.get(key)
      if (use !== undefined) use.count += 1
      else if (uses.size < mostCounted) uses.set(key, { session, cause, minute, count: 1, origin })
    },
    async flush(all = false) {
      const minute = minuteOf(instant(ambient.clock))
      const due = [...uses].filter(([, use]) => all || use.minute < minute).map(([key]) => key)
      await Promise.all(due.map(writeUse))
    },
  }
}
