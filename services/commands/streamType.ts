import type { Actor, Position, Recorded } from '#events/envelope.ts'
import type { EventOfStream } from '#events/streams.ts'
import { noStream } from '#services/eventStore/eventStore.ts'

/** Streams of one kind, and one state that is made of them: what is known before the first event, and what each event makes of it. */
export interface StreamType<Name extends string, State> {
  /** Names the state; two features may each make their own of one stream. */
  kind: string
  /** Of state and fold together: whoever changes either raises it, and snapshots of before are passed over. */
  version: number
  /** `id` within the tenant; '' where the stream is the tenant's own. */
  nameOf(tenantId: string, id: string): Name
  empty: State
  /** Pure and total: events that a later release added change nothing. */
  fold(state: State, events: readonly Recorded<EventOfStream<Name>>[]): State
  /** Whose key seals a snapshot of it: a person's id, or '' for the tenant's. */
  subjectOf(state: State, id: string): string
  /** Nothing that could still be appended would change an answer. Absent: there is no such state. */
  isFinal?(state: State): boolean
  /** Who makes an event happen, where that is not who asked. */
  actorOf?(event: EventOfStream<Name>, asking: Actor): Actor
}

/** A state as far as its stream was read. */
export interface Loaded<State> {
  state: State
  /** Of the last event; `noStream`, 0 and null where there is none. */
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

/** Folds the events that follow without a gap; those known already are passed over. */
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
