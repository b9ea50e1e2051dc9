import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import { isOpaque, upcasters } from '#events/upcast.ts'
import type { EventCodec, StoredEvent } from '#services/eventStore/eventStore.ts'
import { hasClearShape, hasWholeShape } from './eventShape.ts'

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
}
export type ViewEventOf<Type extends RollcallEvent['type']> = Extract<ViewEvent, { type: Type }>

/** The same event with its personal fields. */
export const opened = <Event extends ViewEvent>(event: Event): Event => event.open() as Event

/** Damage, or a hand in the database, made something else of an event than its type promises. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
}

type Opener = Pick<EventCodec, 'openClear' | 'openOne'>

class StoredViewEvent {
  readonly id: string
  readonly type: string
  readonly version: number
  readonly tenantId: string
  readonly stream: string
  readonly revision: number
  readonly position: number
  readonly at: string
  readonly subject: string | null
  readonly understood: boolean
  private readonly stored: StoredEvent
  private readonly codec: Opener
  private clear: Recorded<RollcallEvent> | undefined
  private whole: Recorded<RollcallEvent> | undefined

  constructor(stored: StoredEvent, codec: Opener) {
    this.stored = stored
    this.codec = codec
    this.id = stored.id
    this.type = stored.type
    this.version = stored.version
    this.tenantId = stored.tenantId
    this.stream = stored.stream
    this.revision = stored.revision
    this.position = stored.position
    this.at = stored.at
    this.subject = stored.subject
    // An event with a past of its own is called by what it was lifted to.
    if (upcasters[`${stored.type}@${stored.version}`] !== undefined) {
      const { type, version } = this.read()
      this.type = type
      this.version = version
    }
    this.understood = !isOpaque(this)
  }
  private read(): Recorded<RollcallEvent> {
    if (this.clear !== undefined) return this.clear
    const clear = this.codec.openClear(this.stored)
    if (!hasClearShape(clear)) throw new Unreadable()
    this.clear = clear
    return clear
  }
  open(): Recorded<RollcallEvent> {
    if (this.whole !== undefined) return this.whole
    const whole = this.codec.openOne(this.stored)
    if (!hasWholeShape(whole)) throw new Unreadable()
    this.whole = whole
    this.clear = whole
    return whole
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
  get hasContext(): boolean {
    return !this.stored.payload.includes('"context":null')
  }
  get hasDevice(): boolean {
    return this.hasContext && !this.stored.payload.includes('"device":null')
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
  const { id, type, version, tenantId, stream, revision, position, at, subject } = event
  const place = { id, type, version, tenantId, stream, revision, position, at, subject, payload: '', sealed: null }
  return viewEvent(place, nothingToOpen)
}

/** Whether anything but its place can be read. */
export const isReadable = (event: ViewEvent): boolean => {
  try {
    return event.data !== undefined
  } catch {
    return false
  }
}
