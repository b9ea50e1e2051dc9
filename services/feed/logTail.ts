import type { EventType, RollcallEvent } from '#events/catalogue.ts'
import type { Position, Recorded } from '#events/envelope.ts'

/** One process's own tail of the log, in memory. One per process; roles listen to it. */
export interface LogTail {
  /** Position applied by every listener. */
  applied(): Position
  /**
   * The listener sees every event of these types after the start position, in order, before `applied` moves past it, and maybe
   * others. Synchronous. Of what nobody listens for, only that it is there is asked of the store.
   */
  listen(types: readonly EventType[], listener: (event: Recorded<RollcallEvent>) => void): () => void
  /** @throws CodedError store-unavailable when `position` is not applied within `timeoutMs` (2,000). */
  waitFor(position: Position, timeoutMs?: number): Promise<void>
  /** True while an answered head request that began less than 1 s ago is applied. */
  isFresh(): boolean
  /** Starts tailing after `after`; resolves once the head seen at start is applied. */
  start(after: Position): Promise<void>
  stop(): Promise<void>
}
