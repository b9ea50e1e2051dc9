import type { NewEvent, Position, Recorded } from '#events/envelope.ts'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { EventOfStream } from '#events/streams.ts'
import type { Snapshots } from './snapshots.ts'

/** Expected revision of a stream that must not exist yet. */
export const noStream = -1

export interface Appended {
  /** Position of the append's last event. */
  position: Position
  /** Revision of the append's last event. */
  revision: number
}

/**
 * An event as adapters store it: personal fields sealed, everything else in `payload`.
 * `payload` is JSON of { actor, correlationId, causationId, context, data } without the sealed fields.
 */
export interface StoredEvent {
  id: string
  type: string
  version: number
  tenantId: string
  stream: string
  revision: number
  position: Position
  at: string
  payload: string
  /** Whose key sealed the personal fields: a user id, or '' for the tenant's key; null when nothing is sealed. */
  subject: string | null
  sealed: Buffer | null
}
export type StorableEvent = Omit<StoredEvent, 'stream' | 'revision' | 'position'>

/** Types of event that a reader wants, by their names in the log; null: every one. */
export type WantedTypes = readonly string[] | null

export interface WantedRequest {
  /** Exclusive. */
  after: Position
  limit: number
  types: WantedTypes
}

/** What one read of wanted events brought. */
export interface WantedRead {
  /** In order, at most `limit`. */
  events: StoredEvent[]
  /**
   * Every wanted event after `after` and up to here is among `events`, whatever type stands at it. Before `after` only where the log
   * ends before it.
   */
  upTo: Position
  /** Where the log ended when it was asked. */
  head: Position
}

/** What adapters implement: the log in its stored form. Each passes tests/contracts/eventLogContract.ts. */
export interface EventLog {
  /** Positions are without gaps: the difference of two counts the events between them. */
  isGapless?: true
  /**
   * Appends all events or none, after `expectedRevision` (`noStream`: the stream must be new).
   * A repeat of an append that was stored (same ids right after the same expected revision) answers the original result.
   * @throws CodedError stale-revision, store-unavailable
   */
  append(stream: string, events: StorableEvent[], expectedRevision: number): Promise<Appended>
  /** Events of a stream with revision >= `from` (0), in order, at most `most`; [] for a stream that does not exist. */
  readStream(stream: string, from?: number, most?: number): Promise<StoredEvent[]>
  /** The last `most` events of a stream, in order, found from its end whatever its length. */
  readStreamEnd(stream: string, most: number): Promise<StoredEvent[]>
  /** Events after a position (exclusive), in order, at most `limit`. Nothing is skipped. */
  readAll(request: { after: Position; limit: number }): Promise<StoredEvent[]>
  /** The same for some types only, which is all the store hands out; says how far it has looked. */
  readWanted(request: WantedRequest): Promise<WantedRead>
  /** The events at these positions, in order of position; positions that hold none are left out. */
  readAt(positions: readonly Position[]): Promise<StoredEvent[]>
  /** Position of the newest event that readers can see; 0 on an empty log. */
  head(): Promise<Position>
  /** Calls `onWake` when something was appended by anybody. A hint: may be late, doubled or missing. */
  onAppended(onWake: () => void): () => void
}

/** How this process stands with a server that tells of new events by a subscription. */
export interface LogConnection {
  /** Notifications of new events arrive. Without them the log is asked every 250 ms. */
  isSubscribed: boolean
  /** How often the subscription behind them was made anew. */
  resumed: number
  /** Milliseconds since the server last answered anything; Infinity before the first answer. */
  answeredMsAgo: number
}

/** Whose key seals an event's personal fields: a person of a tenant, or '' where nobody is known. */
export interface Subject {
  tenantId: string
  subject: string
}

/**
 * Stands between an event and its stored form: validates, seals and opens personal fields, lifts old versions.
 * The synchronous half is for bulk work, such as rebuilds.
 */
export interface EventCodec {
  /** Validates against the catalogue and seals. The keys are durable before this resolves. */
  close(stream: string, events: readonly NewEvent[]): Promise<StorableEvent[]>
  /** @throws KeyMissing when a key is gone that no `SubjectForgotten` explains. */
  open(events: readonly StoredEvent[]): Promise<Recorded<RollcallEvent>[]>
  /** Makes the keys of at most 100,000 subjects ready for `openOne`. */
  prepareOpen(subjects: readonly Subject[]): Promise<void>
  /** @throws KeyMissing */
  openOne(event: StoredEvent): Recorded<RollcallEvent>
  /** The event without its sealed fields (they are absent): cheap, needs no key, for whoever only looks at the rest. */
  openClear(event: StoredEvent): Recorded<RollcallEvent>
}

/**
 * The port the rest of Rollcall uses: log and codec together. A stream's name says what events it holds; one written by a later
 * release may hold others beside them, so a fold passes over what it does not know.
 */
export interface EventStore {
  append<Name extends string>(
    stream: Name,
    events: NewEvent<EventOfStream<Name>>[],
    expectedRevision: number,
  ): Promise<Appended>
  readStream<Name extends string>(stream: Name, from?: number, most?: number): Promise<Recorded<EventOfStream<Name>>[]>
  /** The last `most` events of a stream, in order. */
  readStreamEnd<Name extends string>(stream: Name, most: number): Promise<Recorded<EventOfStream<Name>>[]>
  /** Revision of a stream's last event, `noStream` where there is none. Needs no key. */
  streamEnd(stream: string): Promise<number>
  /** Of long streams' states, sealed with the keys that seal the events. */
  snapshots: Snapshots
  readAll(request: { after: Position; limit: number }): Promise<Recorded<RollcallEvent>[]>
  head(): Promise<Position>
  /**
   * Delivers events after a position, exclusive, in batches, in order, one batch at a time, until `signal` aborts.
   * Resolves after an abort; rejects when `onEvents` or the store fails for good.
   */
  subscribe(request: {
    after: Position
    signal: AbortSignal
    onEvents: (events: Recorded<RollcallEvent>[]) => Promise<void> | void
  }): Promise<void>
}
