import QuickLRU from 'quick-lru'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import type { EventOfStream } from '#events/streams.ts'
import { type EventStore, noStream } from '#services/eventStore/eventStore.ts'
import { isSnapshotDue, loadStream } from './loadStream.ts'
import { foldOn, type Loaded, type StreamType, unread } from './streamType.ts'

/** The states of streams of one type that this process remembers. */
export interface StreamStates<Name extends string, State> {
  /** The remembered state, without asking the store. Undefined: none is remembered, or the stream had no event then. */
  recall(tenantId: string, id: string): Loaded<State> | undefined
  /**
   * Answers from memory while a tail keeps the state current. Otherwise reads the stream on from the remembered state.
   */
  read(tenantId: string, id: string): Promise<Loaded<State>>
  /** Always asks the store for the events after the remembered state. */
  readOn(tenantId: string, id: string): Promise<Loaded<State>>
  /**
   * Folds in the events that this process has just appended to `before`, without waiting for the tail to bring them.
   */
  append(
    tenantId: string,
    id: string,
    before: Loaded<State>,
    events: readonly Recorded<EventOfStream<Name>>[],
  ): Loaded<State>
  /** The tail calls this with every event of these streams, in order. Events of other streams change nothing. */
  observe(event: Recorded<RollcallEvent>): void
}

export interface Remembering<Name extends string, State> {
  store: Pick<EventStore, 'readStream' | 'snapshots'> & Partial<Pick<EventStore, 'epoch'>>
  type: StreamType<Name, State>
  /** Most streams kept in memory, at least half as many. The least recently used ones are forgotten first. */
  capacity: number
  /** True while a tail close to the log's head calls `observe`. Absent: there is no tail. */
  isCurrent?: () => boolean
}

interface Entry<Name extends string, State> {
  loaded: Loaded<State>
  /** The tail has brought, or will bring, every event after `loaded`. */
  isFollowed: boolean
  readers: number
  /** Events after a gap, which the tail brought while the stream was being read. */
  early: Recorded<EventOfStream<Name>>[]
  /** Revision of the newest snapshot that this process knows of. */
  keptRevision: number
}

/**
 * An entry is put into the memory before its first read begins. So an event that the tail brings during the read is
 * kept and folded after it, and no event is missed between reading and following.
 */
export const streamStates = <Name extends string, State>(
  remembering: Remembering<Name, State>,
): StreamStates<Name, State> => {
  const { store, type, capacity, isCurrent = () => false } = remembering
  // Keeps up to twice its size.
  const entries = new QuickLRU<string, Entry<Name, State>>({ maxSize: Math.ceil(capacity / 2) })

  let epoch = store.epoch?.()
  const remembered = (): typeof entries => {
    const now = store.epoch?.()
    if (now !== epoch) entries.clear()
    epoch = now
    return entries
  }

  const entryOf = (stream: string): Entry<Name, State> => {
    const known = remembered().get(stream)
    if (known !== undefined) return known
    const entry = { loaded: unread(type), isFollowed: false, readers: 0, early: [], keptRevision: noStream }
    entries.set(stream, entry)
    return entry
  }
  /** Two readers may finish in either order. The state that was read further stays. */
  const take = (entry: Entry<Name, State>, loaded: Loaded<State>): void => {
    if (loaded.revision > entry.loaded.revision) entry.loaded = loaded
  }
  const keep = async (tenantId: string, id: string, { state, ...rest }: Loaded<State>): Promise<void> => {
    const { revision, position, eventId } = rest
    const { kind, version } = type
    const of = { tenantId, stream: type.nameOf(tenantId, id), kind, version }
    if (eventId !== null)
      await store.snapshots.keep(of, type.subjectOf(state, id), { state, revision, position, eventId })
  }
  const loadFromLog = async (tenantId: string, id: string, upTo: number): Promise<Loaded<State>> => {
    const readStream: typeof store.readStream = async (stream, from, most) =>
      (await store.readStream(stream, from, most)).filter(({ revision }) => revision <= upTo)
    return (await loadStream({ store: { snapshots: store.snapshots, readStream }, type, tenantId, id }, unread(type)))
      .loaded
  }
  /**
   * Keeps a snapshot of what the log says. The log may give an event a later time than this process gave it, so a state that
   * folds this process's own appends is read anew.
   */
  const keepWhenDue = (
    entry: Entry<Name, State>,
    [tenantId, id]: [string, string],
    { loaded, isOfLog }: { loaded: Loaded<State>; isOfLog: boolean },
  ): void => {
    if (!isSnapshotDue(loaded.revision, entry.keptRevision)) return
    entry.keptRevision = loaded.revision
    const read = isOfLog ? Promise.resolve(loaded) : loadFromLog(tenantId, id, loaded.revision)
    // A store that is away keeps no snapshot: the next one is due soon.
    void read.then((state) => keep(tenantId, id, state)).catch(() => undefined)
  }

  const readOn = async (tenantId: string, id: string): Promise<Loaded<State>> => {
    const entry = entryOf(type.nameOf(tenantId, id))
    const willFollow = isCurrent()
    const known = entry.loaded
    entry.readers += 1
    try {
      const { loaded, keptRevision } = await loadStream({ store, type, tenantId, id }, known)
      entry.keptRevision = Math.max(entry.keptRevision, keptRevision)
      take(entry, loaded)
      entry.loaded = foldOn(type, entry.loaded, entry.early)
      entry.isFollowed ||= willFollow
      keepWhenDue(entry, [tenantId, id], { loaded, isOfLog: known.revision === noStream })
    } finally {
      entry.readers -= 1
      if (entry.readers === 0) entry.early = []
    }
    return entry.loaded
  }

  return {
    readOn,
    recall(tenantId, id) {
      const known = remembered().get(type.nameOf(tenantId, id))
      return known === undefined || known.loaded.revision === noStream ? undefined : known.loaded
    },
    async read(tenantId, id) {
      const known = remembered().get(type.nameOf(tenantId, id))
      return known?.isFollowed === true && isCurrent() ? known.loaded : readOn(tenantId, id)
    },
    append(tenantId, id, before, events) {
      const entry = entryOf(type.nameOf(tenantId, id))
      const appended = foldOn(type, before, events)
      take(entry, appended)
      keepWhenDue(entry, [tenantId, id], { loaded: appended, isOfLog: false })
      return appended
    },
    observe(event) {
      // The tail brings events of all streams, so that one comes is no sign that this process needs the stream.
      const entry = entries.peek(event.stream)
      if (entry === undefined || event.revision <= entry.loaded.revision) return
      // Safe: an entry exists only for streams of this type, and a stream's name decides which events it holds.
      const ours = event as Recorded<EventOfStream<Name>>
      if (event.revision === entry.loaded.revision + 1) entry.loaded = foldOn(type, entry.loaded, [ours])
      else if (entry.isFollowed) entries.delete(event.stream)
      else if (entry.readers > 0) entry.early.push(ours)
    },
  }
}
