import { catalogue, type RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import type { EventCodec, StoredEvent } from '#services/eventStore/eventStore.ts'
import { hasItsShape } from './eventShape.ts'

/**
 * An event as projections meet it: lifted to its current version, its personal fields absent (undefined, whatever their
 * types say) until `open()` answers the whole. Opening costs microseconds and is done once, so a view opens only what
 * its final rows need.
 */
export type ViewEvent = Recorded<RollcallEvent> & {
  /** @throws when the fields cannot be opened: the event is then parked. */
  open: () => Recorded<RollcallEvent>
  /** Whose key opens it: a user id, or '' for the tenant's own; null when nothing is sealed. */
  subject: string | null
  /** False for types and versions this release does not know: only the log takes those, as opaque lines. */
  understood: boolean
  /** Why not even the rest can be read; `data` is then empty. Null for every healthy event. */
  unreadable: Error | null
}
export type ViewEventOf<Type extends RollcallEvent['type']> = Extract<ViewEvent, { type: Type }>

/** The same event with its personal fields. */
export const opened = <Event extends ViewEvent>(event: Event): Event => event.open() as Event

type Opener = Pick<EventCodec, 'openClear' | 'openOne'>

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error('unknown'))

/** Its place in the log is all that is known of it. */
const bareEvent = ({ payload: _payload, sealed: _sealed, ...place }: StoredEvent, error: Error) =>
  ({
    ...place,
    actor: { kind: 'system', id: '' },
    correlationId: '',
    causationId: null,
    context: null,
    data: {},
    understood: false,
    unreadable: error,
    open() {
      throw error
    },
  }) as unknown as ViewEvent

class Unstorable extends Error {
  override readonly name = 'Unstorable'
}
class Misshapen extends Error {
  override readonly name = 'Misshapen'
}

/** A stored event as projections take it. The keys of its subject are ready when it is opened (`prepareOpen`). */
export const viewEvent = (stored: StoredEvent, codec: Opener): ViewEvent => {
  try {
    const clear = codec.openClear(stored)
    if (!hasItsShape(clear)) throw new Misshapen()
    let whole: Recorded<RollcallEvent> | undefined = stored.sealed === null ? clear : undefined
    const open = () => (whole ??= codec.openOne(stored))
    return Object.assign(clear, {
      open,
      subject: stored.subject,
      understood: catalogue.get(clear.type)?.version === clear.version,
      unreadable: null,
    })
  } catch (error) {
    return bareEvent(stored, asError(error))
  }
}

/** An event whose rows the database would not take: from then on only its place counts. */
export const withdrawn = (event: ViewEvent): ViewEvent => {
  const error = new Unstorable()
  return {
    ...event,
    context: null,
    data: {},
    understood: false,
    unreadable: error,
    open: () => {
      throw error
    },
  } as unknown as ViewEvent
}
