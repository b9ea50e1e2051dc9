import type { EventType, RollcallEvent } from '#events/catalogue.ts'
import type { Position, Recorded } from '#events/envelope.ts'
import { effectiveTypes, effectOf, type WideEffect } from '#events/session/endings.ts'
import type { EventCodec, EventLog } from '#services/eventStore/eventStore.ts'

/** A session that the log has begun and not ended. */
interface Begun {
  tenantId: string
  userId: string
  clientId: string
}

/** Types that begin or end sessions. */
const liveTypes: readonly EventType[] = ['SessionStarted', ...effectiveTypes]

const isMeant = ({ tenantId, userId, clientId }: Begun, tenant: string, effect: WideEffect): boolean =>
  tenantId === tenant &&
  (effect.userId === null || effect.userId === userId) &&
  (effect.clientId === null || effect.clientId === clientId)

const endMany = (live: Map<string, Begun>, tenantId: string, effect: WideEffect): void => {
  for (const [sessionId, begun] of live)
    if (isMeant(begun, tenantId, effect) && !effect.spares.includes(sessionId)) live.delete(sessionId)
}

const apply = (live: Map<string, Begun>, event: Recorded<RollcallEvent>): void => {
  const { tenantId } = event
  if (event.type === 'SessionStarted') {
    const { sessionId, userId, clientId } = event.data
    live.set(sessionId, { tenantId, userId, clientId })
    return
  }
  const effect = effectOf(event)
  if (effect?.scope === 'session') live.delete(effect.sessionId)
  else if (effect?.kind === 'ends') endMany(live, tenantId, effect)
}

const readLimit = 5_000

/** Ids of the sessions that are live by the log alone, as of a position. Holds only live ones in memory. */
export const foldLive = async (
  { log, codec }: { log: Pick<EventLog, 'readWanted'>; codec: Pick<EventCodec, 'openClear'> },
  upTo: Position,
): Promise<ReadonlyMap<string, { tenantId: string }>> => {
  const live = new Map<string, Begun>()
  for (let after: Position = 0; after < upTo;) {
    const read = await log.readWanted({ after, limit: readLimit, types: liveTypes })
    for (const event of read.events) if (event.position <= upTo) apply(live, codec.openClear(event))
    if (read.upTo <= after) break
    after = read.upTo
  }
  return live
}
