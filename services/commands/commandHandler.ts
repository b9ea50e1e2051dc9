import type { Recorded } from '#events/envelope.ts'
import type { EventOfStream } from '#events/streams.ts'
import { type Clock, instant, type Randomness } from '#services/ambient/clock.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import { CodedError } from '#services/ports/errors.ts'
import { type Origin, stamped } from './envelope.ts'
import type { StreamStates } from './streamStates.ts'
import { foldOn, type Loaded, type StreamType, unread } from './streamType.ts'

/** What a command comes to, and the events that make it so; none when it is so already or may not be. */
export interface Decision<Event, Outcome> {
  outcome: Outcome
  events: readonly Event[]
}

/** A command as it meets the state: pure, `at` (ISO 8601) is the time. May refuse by throwing a CodedError. */
export type Decide<Name extends string, State, Outcome> = (
  state: State,
  at: string,
) => Decision<EventOfStream<Name>, Outcome>

/** For commands that either change something or find it so. */
export const changes = <Event>(events: readonly Event[]): Decision<Event, 'changed' | 'unchanged'> => ({
  outcome: events.length > 0 ? 'changed' : 'unchanged',
  events,
})

/** The state after the command, and what was appended for it. */
export interface Handled<Name extends string, State, Outcome> extends Loaded<State> {
  outcome: Outcome
  /** [] when it was so already. Those of one append all carry the position of its last. */
  events: readonly Recorded<EventOfStream<Name>>[]
  /** The instant it was decided at, ISO 8601. */
  at: string
}

export interface CommandHandler<Name extends string, State> {
  /**
   * Decides on the remembered state and appends against its revision; where somebody else was first it reads on and decides
   * again. What appends nothing, or refuses, has read the stream's end first, so it is never older than the question.
   * @throws CodedError busy after five stale revisions, store-unavailable, and whatever `decide` refuses with
   */
  handle<Outcome>(
    id: string,
    origin: Origin,
    decide: Decide<Name, State, Outcome>,
  ): Promise<Handled<Name, State, Outcome>>
  /** The same for an id that was just made: there is nothing to read. */
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
  /** Sees what this process appended before anybody gets an answer about it. */
  onAppended?: (events: readonly Recorded<EventOfStream<Name>>[]) => void
}

/** Somebody else has appended to the stream meanwhile. */
export const isStale = (error: unknown): boolean => error instanceof CodedError && error.code === 'stale-revision'
const attempts = 5

/** Null: somebody else was first. */
const appendDecided = async <Name extends string, State>(
  { store, ambient, type, states, onAppended }: Handling<Name, State>,
  { id, origin, before }: { id: string; origin: Origin; before: Loaded<State> },
  { decided, at }: { decided: readonly EventOfStream<Name>[]; at: string },
): Promise<{ after: Loaded<State>; events: readonly Recorded<EventOfStream<Name>>[] } | null> => {
  const stream = type.nameOf(origin.tenantId, id)
  const actorOf = type.actorOf?.bind(type)
  const stamps = { at, random: ambient.random, actorOf }
  const events = stamped<EventOfStream<Name>>(decided, origin, stamps)
  try {
    const { position } = await store.append(stream, events, before.revision)
    const recorded = events.map((event, place): Recorded<EventOfStream<Name>> =>
      Object.assign(event, { stream, position, revision: before.revision + 1 + place }),
    )
    onAppended?.(recorded)
    // What may be a repeat is not remembered: the first may have been decided at another instant.
    const isRepeatable = origin.eventIds !== undefined
    const after = isRepeatable ? foldOn(type, before, recorded) : states.append(origin.tenantId, id, before, recorded)
    return { after, events: recorded }
  } catch (error) {
    if (isStale(error)) return null
    throw error
  }
}

/** Null: refused on what may be old, so the refusal may be. */
const decideOn = <Name extends string, State, Outcome>(
  state: State,
  at: string,
  decide: Decide<Name, State, Outcome>,
  mayBeOld: boolean,
): Decision<EventOfStream<Name>, Outcome> | null => {
  try {
    return decide(state, at)
  } catch (error) {
    if (mayBeOld) return null
    throw error
  }
}

interface Command<Name extends string, State, Outcome> {
  id: string
  origin: Origin
  decide: Decide<Name, State, Outcome>
}

/** The one way to command a stream: load, decide, stamp, append, and again when stale. */
export const commandHandler = <Name extends string, State>(
  handling: Handling<Name, State>,
): CommandHandler<Name, State> => {
  const { ambient, type, states } = handling

  /** Null: to be decided again, on what the stream holds by then. */
  const attempt = async <Outcome>(
    { id, origin, decide }: Command<Name, State, Outcome>,
    before: Loaded<State>,
    mayBeOld: boolean,
  ): Promise<Handled<Name, State, Outcome> | null> => {
    const at = instant(ambient.clock)
    const decision = decideOn(before.state, at, decide, mayBeOld)
    if (decision === null) return null
    const { outcome, events: decided } = decision
    if (decided.length === 0) return mayBeOld ? null : { outcome, at, ...before, events: [] }
    const appended = await appendDecided(handling, { id, origin, before }, { decided, at })
    return appended === null ? null : { outcome, at, ...appended.after, events: appended.events }
  }

  const run = async <Outcome>(
    command: Command<Name, State, Outcome>,
    first: Loaded<State> | undefined,
  ): Promise<Handled<Name, State, Outcome>> => {
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
