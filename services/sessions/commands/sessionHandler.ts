import type { Actor, NewEvent, Recorded } from '#events/envelope.ts'
import type { SessionEvent } from '#events/session/events.ts'
import type { Session } from '#events/session/fold.ts'
import { sessionStream } from '#events/streams.ts'
import { instant, type Ambient } from '#services/ambient/clock.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import type { CommandMetadata } from '#services/ports/identity.ts'
import type { Decision } from './decision.ts'
import { unreadSession, type ReadSession, type RememberedSessions } from './rememberedSessions.ts'

export interface Origin extends CommandMetadata {
  /** Id of the event that caused this one; absent: a request did. */
  causationId?: string
}

export interface Handled<Outcome extends string> extends ReadSession {
  outcome: Outcome
  /** What was appended; [] when it was so already. */
  events: readonly Recorded<SessionEvent>[]
  /** The instant it was decided at, ISO 8601. */
  at: string
}

export interface Handling {
  store: Pick<EventStore, 'append'>
  ambient: Ambient
  sessions: RememberedSessions
  /** Sees what this process appended before anybody gets an answer about it. */
  onAppended: (events: readonly Recorded<SessionEvent>[]) => void
}

export type Decide<Outcome extends string> = (session: Session, now: string) => Decision<Outcome>

/** Time and policy end sessions by themselves; a request only lets it be noticed. */
const actorOf = (event: SessionEvent, given: Actor): Actor => {
  if (event.type === 'SessionExpired') return { kind: 'system', id: 'expiry' }
  const isReuse =
    event.type === 'RefreshTokenReused' || (event.type === 'SessionRevoked' && event.data.cause === 'reuse')
  return isReuse ? { kind: 'policy', id: 'refresh-token-reuse' } : given
}

const withMetadata = (events: readonly SessionEvent[], origin: Origin, at: string, ambient: Ambient) =>
  events.map((event): NewEvent<SessionEvent> => ({
    ...event,
    id: ambient.random.id(),
    tenantId: origin.tenantId,
    at,
    actor: actorOf(event, origin.actor),
    correlationId: origin.correlationId,
    causationId: origin.causationId ?? null,
    context: origin.context,
  }))

const append = async (
  { store, sessions, ambient, onAppended }: Handling,
  sessionId: string,
  origin: Origin,
  before: ReadSession,
  { decided, at }: { decided: readonly SessionEvent[]; at: string },
): Promise<ReadSession & { events: readonly Recorded<SessionEvent>[] }> => {
  const stream = sessionStream(origin.tenantId, sessionId)
  const events = withMetadata(decided, origin, at, ambient)
  const { position } = await store.append(stream, events, before.session.revision)
  const revision = before.session.revision + 1
  const recorded = events.map((event, place): Recorded<SessionEvent> =>
    Object.assign(event, { stream, position, revision: revision + place }),
  )
  onAppended(recorded)
  return { ...sessions.append(origin.tenantId, sessionId, before, recorded), events: recorded }
}

const isStale = (error: unknown): boolean => error instanceof CodedError && error.code === 'stale-revision'
/** An end is final: nothing that could be read after it changes an answer. */
const isFinal = ({ session }: ReadSession): boolean => session.status !== 'absent' && session.status !== 'active'
const attempts = 5

export interface SessionHandler {
  /**
   * Starts from the remembered state, decides, appends against its revision; somebody else was first: reads on and
   * decides again. An answer that appends nothing has read the stream's tail first, so it is never older than the question.
   * @throws CodedError busy after five stale revisions, store-unavailable, and whatever `decide` refuses with
   */
  handle<Outcome extends string>(sessionId: string, origin: Origin, decide: Decide<Outcome>): Promise<Handled<Outcome>>
  /** The same for an id that was just made: there is nothing to read. */
  begin<Outcome extends string>(sessionId: string, origin: Origin, decide: Decide<Outcome>): Promise<Handled<Outcome>>
}

export const sessionHandler = (handling: Handling): SessionHandler => {
  const { sessions, ambient } = handling
  const attempt = async <Outcome extends string>(
    sessionId: string,
    origin: Origin,
    { decide, read }: { decide: Decide<Outcome>; read: ReadSession },
  ): Promise<Handled<Outcome>> => {
    const at = instant(ambient.clock)
    const { outcome, events: decided } = decide(read.session, at)
    if (decided.length === 0) return { outcome, at, ...read, events: [] }
    return { outcome, at, ...(await append(handling, sessionId, origin, read, { decided, at })) }
  }
  return {
    begin: (sessionId, origin, decide) => attempt(sessionId, origin, { decide, read: unreadSession }),
    async handle(sessionId, origin, decide) {
      let recalled = sessions.recall(origin.tenantId, sessionId)
      for (let tried = 1; tried <= attempts; tried += 1) {
        const read: ReadSession = recalled ?? (await sessions.readOn(origin.tenantId, sessionId))
        try {
          const handled = await attempt(sessionId, origin, { decide, read })
          if (handled.events.length > 0 || recalled === undefined || isFinal(read)) return handled
        } catch (error) {
          if (!isStale(error)) throw error
        }
        recalled = undefined
      }
      throw new CodedError('busy', {
        detail: 'Too many changes to this session at once. Try again.',
        retryAfterSeconds: 1,
      })
    },
  }
}
