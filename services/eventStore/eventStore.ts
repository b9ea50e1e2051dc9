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

/** The event types that a reader wants, by their names in the log; null: every type. */
export type WantedTypes = readonly string[] | null

export interface WantedRequest {
  /** Exclusive. */
  after: Position
  limit: number
  types: WantedTypes
}

/** The result of one read of wanted events. */
export interface WantedRead {
  /** In order of position, at most `limit`. */
  events: StoredEvent[]
  /**
   * `events` holds every wanted event after `after` and up to this position, where an event of any type may stand. It
   * is below `after` only when the log ends below `after`.
   */
  upTo: Position
  /** Where the log ended at the time of the read. */
  head: Position
}

/** Events that stand in the log right behind `after`, up to and including `upTo`, without another between them. */
export interface Stretch {
  after: Position
  upTo: Position
  types: ReadonlySet<string>
}

/** What adapters implement: the log in its stored form. Each passes tests/contracts/eventLogContract.ts. */
export interface EventLog {
  /** Set when positions have no gaps, so that the difference of two positions counts the events between them. */
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
  /** Like `readAll`, but the store hands out only these types; the answer says how far it has looked. */
  readWanted(request: WantedRequest): Promise<WantedRead>
  /** The events at these positions, in order of position; positions that hold none are left out. */
  readAt(positions: readonly Position[]): Promise<StoredEvent[]>
  /** Position of the newest event that readers can see; 0 on an empty log. */
  head(): Promise<Position>
  /**
   * Calls `onWake` when any process has appended something. This is a hint: it may come late, twice or never. `stretch` is what
   * was appended, where the log knows that; it is called with it before the append is answered.
   */
  onAppended(onWake: (stretch?: Stretch) => void): () => void
}

/** How this process is connected to a server that reports new events through a subscription. */
export interface LogConnection {
  /** The server reports new events. Without that, readers ask the log every 250 ms. */
  isSubscribed: boolean
  /** How often a new subscription replaced a lost one. */
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
  /** Personal fields of a forgotten person, whose key is gone, are read as erased. @throws KeyMissing of a tenant's key */
  open(events: readonly StoredEvent[]): Promise<Recorded<RollcallEvent>[]>
  /** Another number than before: a person's key was destroyed, and what was opened with it must be forgotten. */
  epoch(): number
  /** Forgets all keys, so that each is looked for again: one was destroyed. */
  forgetKeys(): void
  /** Makes the keys of at most 100,000 subjects ready for `openOne`. */
  prepareOpen(subjects: readonly Subject[]): Promise<void>
  /** @throws KeyMissing */
  openOne(event: StoredEvent): Recorded<RollcallEvent>
  /** True if `openOne` answers erased fields. @throws KeyMissing */
  isForgotten(event: StoredEvent): boolean
  /** The event without its sealed fields (they are absent): cheap, needs no key, for whoever only looks at the rest. */
  openClear(event: StoredEvent): Recorded<RollcallEvent>
}

/**
 * The port that the rest of Rollcall uses: log and codec together. A stream's name tells the types of its events. A
 * later release may have added other types to a stream, so a fold skips the types it does not know.
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
  /** Another number than before: states that were folded before must be forgotten, because a person's key was destroyed. */
  epoch(): number
  /** Saved states of long streams, sealed with the keys that seal the events. */
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
