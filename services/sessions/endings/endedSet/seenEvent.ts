import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import { idSchema } from '#events/freeText.ts'
import { effectOf, isSessionEnding, isWideEnding } from '#events/session/endings.ts'
import { accessSecondsBy } from '#events/tenant/policy/accessSeconds.ts'
import { sessionStream, tenantStream, userStream } from '#events/streams.ts'
import { hasClearShape } from '#services/eventStore/eventShape.ts'
import type { EventCodec, StoredEvent } from '#services/eventStore/eventStore.ts'

/** What an event changes in the ended set. */
export type Change =
  | { kind: 'ended'; sessionId: string; cause: string; endedAt: string }
  /** `userId` null: the tokens of the whole tenant. */
  | { kind: 'outdated'; userId: string | null }
  | { kind: 'policy'; accessSeconds: number }

/** An event as the ended set sees it. */
export interface SeenEvent extends Pick<StoredEvent, 'id' | 'type' | 'tenantId' | 'position' | 'at'> {
  change: Change | null
  /** Its content cannot be read: `change` is what its type and stream tell. */
  isDamaged: boolean
}

/** The cause of an ending whose content cannot be read. */
const unknownCause = 'unknown'

/** Reads no sealed field. */
export const changeBy = (event: Recorded<RollcallEvent>): Change | null => {
  const accessSeconds = accessSecondsBy(event)
  if (accessSeconds !== null) return { kind: 'policy', accessSeconds }
  const effect = effectOf(event)
  if (effect === null) return null
  if (effect.scope !== 'session') return { kind: 'outdated', userId: effect.userId }
  const { sessionId, cause, endedAt } = effect
  return { kind: 'ended', sessionId, cause, endedAt }
}

/** The id that follows this beginning in a stream's name. */
const idBehind = (beginning: string, stream: string): string | null => {
  const id = stream.startsWith(beginning) ? stream.slice(beginning.length) : ''
  return idSchema.safeParse(id).success ? id : null
}

/** What an event changes as far as its type and stream tell: whose sessions end stands in the stream's name. */
const changeByPlace = (event: StoredEvent): Change | null => {
  const { tenantId, stream, at: endedAt } = event
  if (isSessionEnding(event)) {
    const sessionId = idBehind(sessionStream(tenantId, ''), stream)
    return sessionId === null ? null : { kind: 'ended', sessionId, cause: unknownCause, endedAt }
  }
  if (!isWideEnding(event)) return null
  const userId = idBehind(userStream(tenantId, ''), stream)
  return userId === null && stream !== tenantStream(tenantId) ? null : { kind: 'outdated', userId }
}

/** Null: the event was damaged or edited in the store. */
const opened = (codec: Pick<EventCodec, 'openClear'>, stored: StoredEvent): Recorded<RollcallEvent> | null => {
  try {
    const event = codec.openClear(stored)
    return hasClearShape(event) ? event : null
  } catch {
    return null
  }
}

/** An ending must not be held up by damage: what cannot be read of it is told by its place in the log. */
export const seenEvent = (codec: Pick<EventCodec, 'openClear'>, stored: StoredEvent): SeenEvent => {
  const { id, type, tenantId, position, at } = stored
  const event = opened(codec, stored)
  const change = event === null ? changeByPlace(stored) : changeBy(event)
  return { id, type, tenantId, position, at, change, isDamaged: event === null }
}
