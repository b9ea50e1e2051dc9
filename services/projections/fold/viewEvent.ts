import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import { isOpaque, upcasters } from '#events/upcast.ts'
import type { EventCodec, StoredEvent } from '#services/eventStore/eventStore.ts'
import { hasClearShape, hasWholeShape } from './eventShape.ts'
import { storableTexts } from './storableTexts.ts'

/**
 * An event as projections meet it. Its place in the log costs nothing; `data`, `context`, `actor` and the rest are parsed when
 * first looked at, their personal fields absent (undefined, whatever their types say) until `open()` answers the whole.
 * Parsing and opening cost microseconds and are done once, so a view pays only for what its final rows need.
 */
export type ViewEvent = Recorded<RollcallEvent> & {
  /** @throws when the event cannot be opened: it is then parked. */
  open: () => Recorded<RollcallEvent>
  /** Whose key opens it: a user id, or '' for the tenant's own; null when nothing is sealed. */
  subject: string | null
  /** False for types and versions this release does not know: only the log takes those, as opaque lines. */
  understood: boolean
  /** Whether it came with a request's context, told without parsing. */
  hasContext: boolean
  /** Whether that context knows a device. */
  hasDevice: boolean
  /** Lets go of the memory it came in, which many events share; for whoever keeps it. */
  detach: () => void
}
export type ViewEventOf<Type extends RollcallEvent['type']> = Extract<ViewEvent, { type: Type }>

/** The same event with its personal fields. */
export const opened = <Event extends ViewEvent>(event: Event): Event => event.open() as Event

/** Damage, or a hand in the database, made something else of an event than its type promises. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
}

type Opener = Pick<EventCodec, 'openClear' | 'openOne'>

const hasPast = Object.keys(upcasters).length > 0

interface Glance {
  hasContext: boolean
  hasDevice: boolean
}
/** An event that can tell more of itself, cheaply, than its payload's text would. */
type Stored = StoredEvent & { glance?: () => Glance }

type Place = Pick<StoredEvent, 'id' | 'tenantId' | 'stream' | 'revision' | 'position' | 'at' | 'type' | 'version'>
const placeOf = ({ id, type, version, tenantId, stream, revision, position, at }: Place): Place => ({
  id,
  type,
  version,
  tenantId,
  stream,
  revision,
  position,
  at,
})
const contentOf = ({ payload, sealed }: StoredEvent): Pick<StoredEvent, 'payload' | 'sealed'> => ({
  payload,
  sealed: sealed === null ? null : Buffer.from(sealed),
})

/** One per event of a log: a class, because millions of closures would cost more than the work they do. */
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
    this.type = stored.type
    this.version = stored.version
    // An event with a past of its own is called by what it was lifted to.
    if (hasPast && upcasters[`${stored.type}@${stored.version}`] !== undefined) {
      const { type, version } = this.read()
      this.type = type
      this.version = version
    }
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
    }
    return this.seen
  }
  detach(): void {
    this.glance()
    const { subject } = this.stored
    // What is open has been read; only its place will be asked for again.
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
}

/** A stored event as projections take it. The keys of its subject are ready when it is opened (`prepareOpen`). */
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

/** An event whose rows the database would not take: from then on only its place in the log counts. */
export const withdrawn = (event: ViewEvent): ViewEvent => {
  const stored = { ...placeOf(event), subject: event.subject, payload: '', sealed: null }
  return viewEvent(stored, nothingToOpen)
}

/** Whether anything but its place can be read. */
export const isReadable = (event: ViewEvent): boolean => {
  try {
    return event.data !== undefined
  } catch {
    return false
  }
}
