import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import { isOpaque, liftedName } from '#events/upcast.ts'
import { placeOf } from '#services/eventStore/eventPlace.ts'
import type { EventCodec, StoredEvent } from '#services/eventStore/eventStore.ts'
import { hasClearShape, hasWholeShape, Unreadable } from '#services/eventStore/eventShape.ts'
import { storableTexts } from './storableTexts.ts'

/**
 * An event as projections get it. Its place in the log is at hand; `data`, `context`, `actor` and the rest are parsed
 * when they are first read. Then personal fields are absent (undefined, whatever their types say); only `open()`
 * answers the whole event. Parsing and opening take microseconds and are done once, so a view pays only for what its
 * final rows need.
 */
export type ViewEvent = Recorded<RollcallEvent> & {
  /** @throws when the event cannot be opened; the event is then parked */
  open: () => Recorded<RollcallEvent>
  /** The subject whose key opens it: a user id, or '' for the tenant's own key; null when nothing is sealed. */
  subject: string | null
  /** False for types and versions that this release does not know. Only the log's view takes those, as opaque lines. */
  understood: boolean
  /** Whether the event has a request's context; found without parsing. */
  hasContext: boolean
  /** Whether that context has a device. */
  hasDevice: boolean
  /** Whether it is a refresh by a timer, after which the session's idle time goes on. */
  isUnattended: boolean
  /** Releases the memory that it shares with many events; to be called when an event is kept for long. */
  detach: () => void
}
export type ViewEventOf<Type extends RollcallEvent['type']> = Extract<ViewEvent, { type: Type }>

/** The same event with its personal fields. */
export const opened = <Event extends ViewEvent>(event: Event): Event => event.open() as Event

type Opener = Pick<EventCodec, 'openClear' | 'openOne'>

type Glance = Pick<ViewEvent, 'hasContext' | 'hasDevice' | 'isUnattended'>
/** An event that can answer `glance` faster than by parsing its payload. */
type Stored = StoredEvent & { glance?: () => Glance }

const isUnattended = (event: Recorded<RollcallEvent>): boolean =>
  event.type === 'SessionRefreshed' && event.data.active === false

const contentOf = ({ payload, sealed }: StoredEvent): Pick<StoredEvent, 'payload' | 'sealed'> => ({
  payload,
  sealed: sealed === null ? null : Buffer.from(sealed),
})

/**
 * There is one of these for each event of a log. It is a class because millions of closures would cost more than the
 * work.
 */
class StoredViewEvent {
  stored: Stored
  readonly codec: Opener
  readonly type: string
  readonly version: number
  readonly understood: boolean
  clear: Recorded<RollcallEvent> | undefined = undefined
  whole: Recorded<RollcallEvent> | undefined = undefined
  seen: Glance | undefined = undefined

  constructor(stored: Stored, codec: Opener) {
    this.stored = stored
    this.codec = codec
    const { type, version } = liftedName(stored)
    this.type = type
    this.version = version
    this.understood = !isOpaque(this)
  }
  read(): Recorded<RollcallEvent> {
    if (this.clear !== undefined) return this.clear
    const clear = storableTexts(this.codec.openClear(this.stored))
    if (!hasClearShape(clear)) throw new Unreadable()
    this.clear = clear
    return clear
  }
  open(): Recorded<RollcallEvent> {
    if (this.whole !== undefined) return this.whole
    const whole = storableTexts(this.codec.openOne(this.stored))
    if (!hasWholeShape(whole)) throw new Unreadable()
    this.whole = whole
    this.clear = whole
    return whole
  }
  glance(): Glance {
    this.seen ??= this.stored.glance?.() ?? {
      hasContext: this.context !== null,
      hasDevice: this.context !== null && this.context.device !== null,
      isUnattended: isUnattended(this.read()),
    }
    return this.seen
  }
  detach(): void {
    this.glance()
    const { subject } = this.stored
    // Nobody parses an opened event again, so only its place is kept.
    const content = this.whole === undefined ? contentOf(this.stored) : { payload: '', sealed: null }
    this.stored = { ...placeOf(this.whole ?? this.stored), subject, ...content }
  }
  get id() {
    return this.stored.id
  }
  get tenantId() {
    return this.stored.tenantId
  }
  get stream() {
    return this.stored.stream
  }
  get revision() {
    return this.stored.revision
  }
  get position() {
    return this.stored.position
  }
  get at() {
    return this.stored.at
  }
  get subject() {
    return this.stored.subject
  }
  get data() {
    return this.read().data
  }
  get context() {
    return this.read().context
  }
  get actor() {
    return this.read().actor
  }
  get correlationId() {
    return this.read().correlationId
  }
  get causationId() {
    return this.read().causationId
  }
  get hasContext() {
    return this.glance().hasContext
  }
  get hasDevice() {
    return this.glance().hasDevice
  }
  get isUnattended() {
    return this.glance().isUnattended
  }
}

/** Wraps a stored event for projections. The caller makes its key ready (`prepareOpen`) before the event is opened. */
export const viewEvent = (stored: StoredEvent, codec: Opener): ViewEvent =>
  new StoredViewEvent(stored, codec) as unknown as ViewEvent

const nothingToOpen: Opener = {
  openClear() {
    throw new Unreadable()
  },
  openOne() {
    throw new Unreadable()
  },
}

/** Replaces an event whose rows the database refused: only its place in the log remains. */
export const withdrawn = (event: ViewEvent): ViewEvent => {
  const stored = { ...placeOf(event), subject: event.subject, payload: '', sealed: null }
  return viewEvent(stored, nothingToOpen)
}

/** True when more than the event's place can be read. */
export const isReadable = (event: ViewEvent): boolean => {
  try {
    return event.data !== undefined
  } catch {
    return false
  }
}
