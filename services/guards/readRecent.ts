import type { RollcallEvent } from '#events/catalogue.ts'
import type { Position, Recorded } from '#events/envelope.ts'
import { effectiveTypes } from '#events/session/endings.ts'
import type { EventCodec, EventLog } from '#services/eventStore/eventStore.ts'

export interface RecentRequest {
  log: Pick<EventLog, 'readWanted'>
  codec: Pick<EventCodec, 'openClear'>
  /** Exclusive. */
  after: Position
  /** Inclusive. */
  upTo: Position
}

const readLimit = 5_000

/** Every event of a stretch of the log that ends sessions or outdates tokens, without sealed fields. @throws CodedError store-unavailable */
export const readRecent = async ({ log, codec, after, upTo }: RecentRequest): Promise<Recorded<RollcallEvent>[]> => {
  const recent: Recorded<RollcallEvent>[] = []
  for (let at = after; at < upTo;) {
    const read = await log.readWanted({ after: at, limit: readLimit, types: effectiveTypes })
    for (const event of read.events) if (event.position <= upTo) recent.push(codec.openClear(event))
    if (read.upTo <= at) break
    at = read.upTo
  }
  return recent
}
