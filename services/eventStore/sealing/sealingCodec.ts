import { catalogue, type RollcallEvent } from '#events/catalogue.ts'
import { contextSchema, type NewEvent, type Recorded } from '#events/envelope.ts'
import { setApart, upcast } from '#events/upcast.ts'
import type { EventCodec, StorableEvent, StoredEvent, Subject } from '../eventStore.ts'
import type { Keyring } from './keyring.ts'
import { joinPersonal, type MarkTree, markTree, splitPersonal } from './personalParts.ts'
import { openText, seal } from '#services/keys/seal.ts'
import { validateEvent } from './validateEvent.ts'

type Json = Record<string, unknown>

/** The personal members of a whole payload, by event type. */
const contextMarks = markTree(contextSchema)
const payloadMarks = new Map<string, MarkTree>(
  [...catalogue.values()].map(({ type, data }) => [type, { context: contextMarks, data: markTree(data) }]),
)

/** A sealed blob is bound to this text: it does not open in another event, stream or tenant. */
const bindingOf = (event: { tenantId: string; id: string; type: string }, stream: string): string =>
  `${event.tenantId}\n${stream}\n${event.id}\n${event.type}`

const subjectOf = (event: NewEvent): Subject => ({
  tenantId: event.tenantId,
  subject: catalogue.get(event.type)?.subject(event.data as Json) ?? '',
})

const sealedSubjects = (events: readonly StoredEvent[]): Subject[] =>
  events.flatMap(({ tenantId, subject }) => (subject === null ? [] : [{ tenantId, subject }]))

const recorded = (stored: StoredEvent, payload: Json): Recorded<RollcallEvent> => {
  const { id, tenantId, stream, revision, position, at } = stored
  const { data, ...metadata } = payload
  const event = setApart(upcast({ type: stored.type, version: stored.version, data }))
  // Not validated again: that was done when the event was written, and unknown types are passed on as they are.
  return { ...event, ...metadata, id, tenantId, stream, revision, position, at } as Recorded<RollcallEvent>
}

const parse = (json: string): Json => JSON.parse(json) as Json

/** An event before sealing: what anybody may read, and what only the person's key may open. */
interface Parted {
  event: NewEvent
  stored: Omit<StorableEvent, 'subject' | 'sealed'>
  /** Null: the event has nothing personal. */
  personal: object | null
}

const part = (event: NewEvent): Parted => {
  const { id, type, version, tenantId, at, actor, correlationId, causationId, context, data } = event
  const { clear, personal } = splitPersonal(
    { actor, correlationId, causationId, context, data },
    payloadMarks.get(type)!,
  )
  return { event, stored: { id, type, version, tenantId, at, payload: JSON.stringify(clear) }, personal }
}

/** Seals personal fields into one blob per event, with the key of the person the event is about. */
export const sealingCodec = (keys: Keyring): EventCodec => {
  const closeOne = (stream: string, { event, stored, personal }: Parted): StorableEvent => {
    if (personal === null) return { ...stored, subject: null, sealed: null }
    const { tenantId, subject } = subjectOf(event)
    const sealed = seal(keys.key(tenantId, subject), JSON.stringify(personal), bindingOf(event, stream))
    return { ...stored, subject, sealed }
  }
  const openOne = (event: StoredEvent): Recorded<RollcallEvent> => {
    const clear = parse(event.payload)
    if (event.sealed === null || event.subject === null) return recorded(event, clear)
    const key = keys.key(event.tenantId, event.subject)
    return recorded(event, joinPersonal(clear, parse(openText(key, event.sealed, bindingOf(event, event.stream)))))
  }
  return {
    prepareOpen: keys.load,
    openOne,
    openClear: (event) => recorded(event, parse(event.payload)),
    async close(stream, events) {
      events.forEach(validateEvent)
      const parted = events.map(part)
      // Ensures keys only for events that are sealed: a new key for a person whose key was lost would stand in the way
      // of the old one.
      await keys.ensure(parted.filter(({ personal }) => personal !== null).map(({ event }) => subjectOf(event)))
      return parted.map((each) => closeOne(stream, each))
    },
    async open(events) {
      await keys.load(sealedSubjects(events))
      return events.map(openOne)
    },
  }
}
