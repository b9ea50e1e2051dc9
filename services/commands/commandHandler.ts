import type { Recorded, RequestContext } from '#events/envelope.ts'
import type { EventOfStream } from '#events/streams.ts'
import { type Clock, instant, type Randomness } from '#services/ambient/clock.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import { CodedError } from '#services/ports/errors.ts'
import { type Origin, stamped } from './envelope.ts'
import { type KeptContext, withoutPlace } from './keptContext.ts'
import type { StreamStates } from './streamStates.ts'
import { foldOn, type Loaded, type StreamType, unread } from './streamType.ts'

/** A command's outcome and the events to append for it. No events: nothing needs to change, or nothing may change. */
export interface Decision<Event, Outcome> {
  outcome: Outcome
  events: readonly Event[]
}

/**
 * Decides a command on a state. Pure: `at` (ISO 8601) is the time, `context` what is kept of the request. It refuses the command by
 * throwing a CodedError.
 */
export type Decide<Name extends string, State, Outcome> = (
  state: State,
  at: string,
  context: RequestContext | null,
) => Decision<EventOfStream<Name>, Outcome>

/** The decision of a command whose outcome is only whether it changed something. */
export const changes = <Event>(events: readonly Event[]): Decision<Event, 'changed' | 'unchanged'> => ({
  outcome: events.length > 0 ? 'changed' : 'unchanged',
  events,
})

/** The state after the command, and what was appended for it. */
export interface Handled<Name extends string, State, Outcome> extends Loaded<State> {
  outcome: Outcome
  /** What was appended. All events of one append carry the position of its last event. */
  events: readonly Recorded<EventOfStream<Name>>[]
  /** When the command was decided, ISO 8601. */
  at: string
}

export interface CommandHandler<Name extends string, State> {
  /**
   * Decides on the remembered state and appends against its revision. If another writer has appended meanwhile, it
   * reads the new events and decides again. Before it refuses or answers without an append it reads the stream to its
   * end (unless the state is final), so such an answer is never based on an old state.
   * @throws CodedError busy after five attempts, store-unavailable, and whatever `decide` throws
   */
  handle<Outcome>(
    id: string,
    origin: Origin,
    decide: Decide<Name, State, Outcome>,
  ): Promise<Handled<Name, State, Outcome>>
  /** The same for a new id: it decides on the empty state without reading the stream first. */
  begin<Outcome>(
    id: string,
    origin: Origin,
    decide: Decide<Name, State, Outcome>,
  ): Promise<Handled<Name, State, Outcome>>
}

export interface Handling<Name extends string, State> {
  store: Pick<EventStore, 'append'>
  ambient: { clock: Clock; random: Pick<Randomness, 'id'> }
  type: StreamType<Name, State>
  states: Pick<StreamStates<Name, State>, 'recall' | 'readOn' | 'append'>
  /** Absent: no command comes from a place. */
  keptContext?: KeptContext | undefined
  /** Called with the events this process appended, before the caller gets an answer. */
  onAppended?: (events: readonly Recorded<EventOfStream<Name>>[]) => void
}

/** True when another writer has appended to the stream since it was read. */
export const isStale = (error: unknown): boolean => error instanceof CodedError && error.code === 'stale-revision'
const attempts = 5

/** Null: another writer has appended first. */
const appendDecided = async <Name extends string, State>(
  { store, ambient, type, states, onAppended }: Handling<Name, State>,
  { id, origin, before }: { id: string; origin: Origin; before: Loaded<State> },
  { decided, at }: { decided: readonly EventOfStream<Name>[]; at: string },
): Promise<{ after: Loaded<State>; events: readonly Recorded<EventOfStream<Name>>[] } | null> => {
  const stream = type.nameOf(origin.tenantId, id)
  const actorOf = type.actorOf?.bind(type)
  const stamps = { at, random: ambient.random, actorOf }
  const context = type.contextOf?.(before.state, origin.context) ?? origin.context
  const events = stamped<EventOfStream<Name>>(decided, { ...origin, context }, stamps)
  try {
    const { position } = await store.append(stream, events, before.revision)
    const recorded = events.map((event, place): Recorded<EventOfStream<Name>> =>
      Object.assign(event, { stream, position, revision: before.revision + 1 + place }),
    )
    onAppended?.(recorded)
    // The events of a possible repeat are not remembered: the store may hold those of the first try, with another `at`.
    const isRepeatable = origin.eventIds !== undefined
    const after = isRepeatable ? foldOn(type, before, recorded) : states.append(origin.tenantId, id, before, recorded)
    return { after, events: recorded }
  } catch (error) {
    if (isStale(error)) return null
    throw error
  }
}

/** Null: `decide` refused, but on a state that may be old, so the refusal may be wrong. */
const decideOn = <Name extends string, State, Outcome>(
  { origin, decide }: Pick<Command<Name, State, Outcome>, 'origin' | 'decide'>,
  state: State,
  at: string,
  mayBeOld: boolean,
): Decision<EventOfStream<Name>, Outcome> | null => {
  try {
    return decide(state, at, origin.context)
  } catch (error) {
    if (mayBeOld) return null
    throw error
  }
}

interface Command<Name extends string, State, Outcome> {
  id: string
  /** With what is kept of its context. */
  origin: Origin
  decide: Decide<Name, State, Outcome>
}

/**
 * The only way to command a stream: load, decide, stamp and append, and all of it again when the revision was stale.
 */
export const commandHandler = <Name extends string, State>(
  handling: Handling<Name, State>,
): CommandHandler<Name, State> => {
  const { ambient, type, states, keptContext = withoutPlace } = handling

  /** Null: the command must be decided again after reading the stream. */
  const attempt = async <Outcome>(
    { id, origin, decide }: Command<Name, State, Outcome>,
    before: Loaded<State>,
    mayBeOld: boolean,
  ): Promise<Handled<Name, State, Outcome> | null> => {
    const at = instant(ambient.clock)
    const decision = decideOn({ origin, decide }, before.state, at, mayBeOld)
    if (decision === null) return null
    const { outcome, events: decided } = decision
    if (decided.length === 0) return mayBeOld ? null : { outcome, at, ...before, events: [] }
    const appended = await appendDecided(handling, { id, origin, before }, { decided, at })
    return appended === null ? null : { outcome, at, ...appended.after, events: appended.events }
  }

  const run = async <Outcome>(
    asked: Command<Name, State, Outcome>,
    first: Loaded<State> | undefined,
  ): Promise<Handled<Name, State, Outcome>> => {
    const context = await keptContext(asked.origin.tenantId, asked.origin.context)
    const command = { ...asked, origin: { ...asked.origin, context } }
    for (let tried = 1, remembered = first; tried <= attempts; tried += 1, remembered = undefined) {
      const before = remembered ?? (await states.readOn(command.origin.tenantId, command.id))
      const mayBeOld = remembered !== undefined && type.isFinal?.(before.state) !== true
      const handled = await attempt(command, before, mayBeOld)
      if (handled !== null) return handled
    }
    throw new CodedError('busy', { detail: 'Too many changes at once. Try again.', retryAfterSeconds: 1 })
  }

  return {
    handle: (id, origin, decide) => run({ id, origin, decide }, states.recall(origin.tenantId, id)),
    begin: (id, origin, decide) => run({ id, origin, decide }, unread(type)),
  }
}
