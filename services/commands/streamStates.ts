import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import type { EventOfStream } from '#events/streams.ts'
import { type EventStore, noStream } from '#services/eventStore/eventStore.ts'
import { loadStream, snapshotEvents } from './loadStream.ts'
import { foldOn, type Loaded, type StreamType, unread } from './streamType.ts'

/** States of streams of one type, remembered. */
export interface StreamStates<Name extends string, State> {
  /** What is remembered, without asking the store; undefined where nothing is, or the stream was not there yet. */
  recall(tenantId: string, id: string): Loaded<State> | undefined
  /** From memory while a tail keeps it current, else read on from what is remembered. */
  read(tenantId: string, id: string): Promise<Loaded<State>>
  /** Always asks the store for what came after the remembered state. */
  readOn(tenantId: string, id: string): Promise<Loaded<State>>
  /** Takes in what this process has just appended after `before`, before a tail brings it. */
  append(
    tenantId: string,
    id: string,
    before: Loaded<State>,
    events: readonly Recorded<EventOfStream<Name>>[],
  ): Loaded<State>
  /** Where a tail feeds the memory: every event of the log goes through here, in order. */
  observe(event: Recorded<RollcallEvent>): void
}

export interface Remembering<Name extends string, State> {
  store: Pick<EventStore, 'readStream' | 'snapshots'>
  type: StreamType<Name, State>
  /** Streams kept in memory; the least recently used goes first. */
  capacity: number
  /** True while `observe` is fed by a tail that is close to the log's head. Absent: there is none. */
  isCurrent?: () => boolean
}

interface Entry<Name extends string, State> {
  loaded: Loaded<State>
  /** The tail has seen, or will see, everything after `loaded`. */
  isFollowed: boolean
  readers: number
  /** Events beyond what is known, which the tail brought while the stream was being read. */
  early: Recorded<EventOfStream<Name>>[]
  /** Revision of the newest snapshot that this process knows of. */
  keptRevision: number
}

/**
 * An entry stands in the memory before its first read begins, so an event that the tail delivers meanwhile is kept and folded
 * after the read: nothing falls between reading and following.
 */
export const streamStates = <Name extends string, State>(
  remembering: Remembering<Name, State>,
): StreamStates<Name, State> => {
  const { store, type, capacity, isCurrent = () => false } = remembering
  const entries = new Map<string, Entry<Name, State>>()

  const touch = (stream: string): Entry<Name, State> => {
    const known = entries.get(stream)
    const entry = known ?? { loaded: unread(type), isFollowed: false, readers: 0, early: [], keptRevision: noStream }
    if (known !== undefined) entries.delete(stream)
    entries.set(stream, entry)
    if (entries.size > capacity) entries.delete(entries.keys().next().value!)
    return entry
  }
  /** Two may come with what they have read in either order; the one that read further stays. */
  const take = (entry: Entry<Name, State>, loaded: Loaded<State>): void => {
    if (loaded.revision > entry.loaded.revision) entry.loaded = loaded
  }
  const keepWhenDue = (entry: Entry<Name, State>, tenantId: string, id: string, loaded: Loaded<State>): void => {
    const { state, revision, position, eventId } = loaded
    if (eventId === null || revision - entry.keptRevision < snapshotEvents) return
    entry.keptRevision = revision
    const { kind, version } = type
    const of = { tenantId, stream: type.nameOf(tenantId, id), kind, version }
    void store.snapshots.keep(of, type.subjectOf(state, id), { state, revision, position, eventId })
  }

  const readOn = async (tenantId: string, id: string): Promise<Loaded<State>> => {
    const entry = touch(type.nameOf(tenantId, id))
    const willFollow = isCurrent()
    entry.readers += 1
    try {
      const { loaded, keptRevision } = await loadStream({ store, type, tenantId, id }, entry.loaded)
      entry.keptRevision = Math.max(entry.keptRevision, keptRevision)
      take(entry, loaded)
      entry.loaded = foldOn(type, entry.loaded, entry.early)
      entry.isFollowed ||= willFollow
    } finally {
      entry.readers -= 1
      if (entry.readers === 0) entry.early = []
    }
    keepWhenDue(entry, tenantId, id, entry.loaded)
    return entry.loaded
  }

  return {
    readOn,
    recall(tenantId, id) {
      const stream = type.nameOf(tenantId, id)
      const known = entries.get(stream)
      return known === undefined || known.loaded.revision === noStream ? undefined : touch(stream).loaded
    },
    async read(tenantId, id) {
      const stream = type.nameOf(tenantId, id)
      if (entries.get(stream)?.isFollowed !== true || !isCurrent()) return readOn(tenantId, id)
      return touch(stream).loaded
    },
    append(tenantId, id, before, events) {
      const entry = touch(type.nameOf(tenantId, id))
      const appended = foldOn(type, before, events)
      take(entry, appended)
      keepWhenDue(entry, tenantId, id, appended)
      return appended
    },
    observe(event) {
      const entry = entries.get(event.stream)
      if (entry === undefined || event.revision <= entry.loaded.revision) return
      // The name says what a stream holds, and it is one of this type's.
      const ours = event as Recorded<EventOfStream<Name>>
      if (event.revision === entry.loaded.revision + 1) entry.loaded = foldOn(type, entry.loaded, [ours])
      else if (entry.isFollowed) entries.delete(event.stream)
      else if (entry.readers > 0) entry.early.push(ours)
    },
  }
}
