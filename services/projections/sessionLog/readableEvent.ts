import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import { isOpaque } from '#events/upcast.ts'
import { hasClearShape, hasWholeShape } from '#services/eventStore/eventShape.ts'
import { placeOf } from '#services/eventStore/eventPlace.ts'
import type { EventCodec, StoredEvent } from '#services/eventStore/eventStore.ts'

export type ReadingCodec = Pick<EventCodec, 'prepareOpen' | 'openOne' | 'openClear'>

/** An event, with as much of it as can be read. */
export interface ReadableEvent {
  event: Recorded<RollcallEvent>
  /** False for types and versions of later releases. */
  understood: boolean
  /**
   * What is missing: the personal fields, because a key is gone, or all but its place, because the event is damaged.
   */
  lost: 'personal' | 'everything' | null
}

const emptyAt = (stored: StoredEvent) =>
  ({
    ...placeOf(stored),
    actor: { kind: 'system', id: '' },
    correlationId: '',
    causationId: null,
    context: null,
    data: {},
  }) as unknown as Recorded<RollcallEvent>

/** Null: the event cannot be opened, or does not have the shape of its type. */
const attempt = (
  open: () => Recorded<RollcallEvent>,
  hasShape: (event: Recorded<RollcallEvent>) => boolean,
): Recorded<RollcallEvent> | null => {
  try {
    const event = open()
    return hasShape(event) ? event : null
  } catch {
    return null
  }
}

const readableEvent = (stored: StoredEvent, codec: ReadingCodec): ReadableEvent => {
  const whole = attempt(() => codec.openOne(stored), hasWholeShape)
  if (whole !== null) return { event: whole, understood: !isOpaque(whole), lost: null }
  const clear = attempt(() => codec.openClear(stored), hasClearShape)
  if (clear !== null) return { event: clear, understood: !isOpaque(clear), lost: 'personal' }
  return { event: emptyAt(stored), understood: false, lost: 'everything' }
}

/**
 * Opens events for people to read. An event that cannot be opened is shown as far as possible, so that it never hides
 * the others.
 */
export const readableEvents = async (codec: ReadingCodec, stored: readonly StoredEvent[]): Promise<ReadableEvent[]> => {
  await codec.prepareOpen(stored.flatMap(({ tenantId, subject }) => (subject === null ? [] : [{ tenantId, subject }])))
  return stored.map((event) => readableEvent(event, codec))
}
