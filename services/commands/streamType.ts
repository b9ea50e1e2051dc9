import type { Actor, Position, Recorded, RequestContext } from '#events/envelope.ts'
import type { EventOfStream } from '#events/streams.ts'
import { noStream } from '#services/eventStore/eventStore.ts'

/**
 * Streams of one kind and a state folded from them: the state before the first event, and how each event changes it.
 */
export interface StreamType<Name extends string, State> {
  /** Names the state. Two features may each fold their own state from one stream. */
  kind: string
  /** Raise it with every change of the state's shape or of the fold. Snapshots of another version are then ignored. */
  version: number
  /** `id` names the subject within the tenant. '': the stream is the tenant's own. */
  nameOf(tenantId: string, id: string): Name
  empty: State
  /** Pure and total: events that a later release added change nothing. */
  fold(state: State, events: readonly Recorded<EventOfStream<Name>>[]): State
  /** The person whose key seals a snapshot of the state; '' for the tenant's key. */
  subjectOf(state: State, id: string): string
  /** True if no event that may still be appended could change an answer. Absent: no state is final. */
  isFinal?(state: State): boolean
  /** The actor of an event that somebody other than the caller makes happen. Absent: always the caller. */
  actorOf?(event: EventOfStream<Name>, asking: Actor): Actor
  /** The context that an event records where the state knows more than the request tells. Absent: the request's own. */
  contextOf?(state: State, context: RequestContext | null): RequestContext | null
}

/** A state, and how far its stream was read. */
export interface Loaded<State> {
  state: State
  /** Revision, position and id of the last event read. Without one: `noStream`, 0 and null. */
  revision: number
  position: Position
  eventId: string | null
}

export const unread = <Name extends string, State>({
  empty,
}: Pick<StreamType<Name, State>, 'empty'>): Loaded<State> => ({
  state: empty,
  revision: noStream,
  position: 0,
  eventId: null,
})

/** Folds the events that follow the known state without a gap. Skips events that it already contains. */
export const foldOn = <Name extends string, State>(
  { fold }: Pick<StreamType<Name, State>, 'fold'>,
  known: Loaded<State>,
  events: readonly Recorded<EventOfStream<Name>>[],
): Loaded<State> => {
  const first = events.findIndex(({ revision }) => revision === known.revision + 1)
  if (first < 0) return known
  const from = first === 0 ? events : events.slice(first)
  const gap = from.findIndex(({ revision }, place) => revision !== known.revision + 1 + place)
  const following = gap < 0 ? from : from.slice(0, gap)
  const { revision, position, id } = following.at(-1)!
  return { state: fold(known.state, following), revision, position, eventId: id }
}
