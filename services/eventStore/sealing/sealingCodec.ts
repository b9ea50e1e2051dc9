import type { KeyObject } from 'node:crypto'
import { catalogue, type RollcallEvent } from '#events/catalogue.ts'
import { contextSchema, type NewEvent, type Recorded } from '#events/envelope.ts'
import { setApart, upcast } from '#events/upcast.ts'
import { emailClaimed, userRegistered } from '#events/user/events.ts'
import type { EventCodec, StorableEvent, StoredEvent, Subject } from '../eventStore.ts'
import { KeyMissing } from './keyMissing.ts'
import type { Keyring } from './keyring.ts'
import { erasedParts, fillErased, joinPersonal, type MarkTree, markTree, splitPersonal } from './personalParts.ts'
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

/** What is read instead of the personal members of a forgotten person, by event type. */
const erasedPayloads = new Map<string, Json>(
  [...catalogue.values()].map(({ type, data }) => [
    type,
    { context: erasedParts(contextSchema), data: erasedParts(data) },
  ]),
)

/** A person's key is made with one of these. Whoever has no key at any later event is forgotten, and gets no new one. */
const introducing: ReadonlySet<string> = new Set([emailClaimed.type, userRegistered.type])

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
  /** What is said of a forgotten person, a colleague's reason for instance, is sealed with the tenant's key. */
  const keyFor = ({ tenantId, subject }: Subject): [subject: string, key: KeyObject] => {
    const key = keys.key(tenantId, subject)
    if (key !== null) return [subject, key]
    const tenants = keys.key(tenantId, '')
    if (tenants === null) throw new KeyMissing(tenantId, '')
    return ['', tenants]
  }
  const makeReady = async (events: readonly NewEvent[]): Promise<void> => {
    const subjects = events.map(subjectOf)
    if (subjects.every(keys.holds)) return
    const tenants = subjects.map((of) => ({ ...of, subject: '' }))
    await keys.ensure(subjects.map((of, index) => (introducing.has(events[index]!.type) ? of : tenants[index]!)))
    // Both at once: keys may be forgotten between two calls, and a forgotten person's events are sealed with the tenant's.
    await keys.load([...subjects, ...tenants])
  }
  const closeOne = (stream: string, { event, stored, personal }: Parted): StorableEvent => {
    if (personal === null) return { ...stored, subject: null, sealed: null }
    const [subject, key] = keyFor(subjectOf(event))
    return { ...stored, subject, sealed: seal(key, JSON.stringify(personal), bindingOf(event, stream)) }
  }
  const openOne = (event: StoredEvent): Recorded<RollcallEvent> => {
    const clear = parse(event.payload)
    if (event.sealed === null || event.subject === null) return recorded(event, clear)
    const key = keys.key(event.tenantId, event.subject)
    if (key === null) return recorded(event, fillErased(clear, erasedPayloads.get(event.type) ?? {}))
    return recorded(event, joinPersonal(clear, parse(openText(key, event.sealed, bindingOf(event, event.stream)))))
  }
  return {
    prepareOpen: keys.load,
    epoch: keys.epoch,
    forgetKeys: keys.forget,
    openOne,
    isForgotten: ({ tenantId, subject }) => subject !== null && keys.key(tenantId, subject) === null,
    openClear: (event) => recorded(event, parse(event.payload)),
    async close(stream, events) {
      events.forEach(validateEvent)
      const parted = events.map(part)
      await makeReady(parted.flatMap(({ event, personal }) => (personal === null ? [] : [event])))
      return parted.map((each) => closeOne(stream, each))
    },
    async open(events) {
      const subjects = sealedSubjects(events)
      if (!subjects.every(keys.holds)) await keys.load(subjects)
      return events.map(openOne)
    },
  }
}
