import type { EventType, RollcallEvent } from '#events/catalogue.ts'
import type { Position, Recorded } from '#events/envelope.ts'

/** How old the store's newest answer may be for a tail to be fresh. */
export const freshMs = 1_000

/** One process's own tail of the log, in memory. One per process; roles listen to it. */
export interface LogTail {
  /** The position up to which every listener has handled the log. */
  applied(): Position
  /**
   * The listener gets every event of these types after the start position, in order, before `applied` moves past it; it
   * may get others too, and must be synchronous. Of types that nobody listens for, the tail reads no events.
   */
  listen(types: readonly EventType[], listener: (event: Recorded<RollcallEvent>) => void): () => void
  /** @throws CodedError store-unavailable when `position` is not applied within `timeoutMs` (2,000). */
  waitFor(position: Position, timeoutMs?: number): Promise<void>
  /**
   * True while an answer of the store that shows the log's head is younger than `freshMs`, counted from the request,
   * and applied.
   */
  isFresh(): boolean
  /** Begins to follow the log after this position; resolves once the head seen at the start is applied. */
  start(after: Position): Promise<void>
  stop(): Promise<void>
}
