import { type EventStore, noStream } from '#services/eventStore/eventStore.ts'
import type { Snapshot } from '#services/eventStore/snapshots.ts'
import { foldOn, type Loaded, type StreamType } from './streamType.ts'

/** Events read before a snapshot is looked for. Nearly every stream is shorter. */
export const pageEvents = 64
/**
 * A snapshot is stored each time a stream has grown by this many events. So a command on a stream with a current
 * snapshot reads about 256 events at most: one page, and the events since the snapshot.
 */
export const snapshotEvents = 192
/** The state of a very long stream is large: a snapshot of it costs what reading many events costs. */
const growthBetween = 1 / 50

/** Whether a stream has grown enough for another snapshot. With 100,000 events it is due every 2,000. */
export const isSnapshotDue = (revision: number, keptRevision: number): boolean =>
  revision - keptRevision >= Math.max(snapshotEvents, keptRevision * growthBetween)

const longPageEvents = 1_000

export interface Loading<Name extends string, State> {
  store: Pick<EventStore, 'readStream' | 'snapshots'>
  type: StreamType<Name, State>
  tenantId: string
  id: string
}

export interface LoadedStream<State> {
  loaded: Loaded<State>
  /** Revision of the snapshot that was used. `noStream`: none was used. */
  keptRevision: number
}

/** The cast is safe, because a snapshot is found only under the version of the state's shape. */
const stateOf = <State>({ state, ...rest }: Snapshot): Loaded<State> => ({ ...rest, state: state as State })

/**
 * Uses a snapshot only if the log holds, at its revision, the very event it was made after. The log may have been
 * restored from a backup while the snapshot stayed.
 */
const fromSnapshot = async <Name extends string, State>(
  { store, type, tenantId, id }: Loading<Name, State>,
  known: Loaded<State>,
): Promise<LoadedStream<State> | null> => {
  const stream = type.nameOf(tenantId, id)
  const found = await store.snapshots.find({ tenantId, stream, kind: type.kind, version: type.version })
  if (found === null || found.revision <= known.revision) return null
  const [last, ...since] = await store.readStream(stream, found.revision)
  if (last?.id !== found.eventId) return null
  return { loaded: foldOn(type, stateOf<State>(found), since), keptRevision: found.revision }
}

/**
 * Reads a long stream that has no usable snapshot, because it is read for the first time or the state's version was
 * raised.
 */
const readToEnd = async <Name extends string, State>(
  { store, type, tenantId, id }: Loading<Name, State>,
  known: Loaded<State>,
): Promise<Loaded<State>> => {
  for (let read = known; ;) {
    const page = await store.readStream(type.nameOf(tenantId, id), read.revision + 1, longPageEvents)
    read = foldOn(type, read, page)
    if (page.length < longPageEvents) return read
  }
}

/** Reads a stream from the known state to its end: one page first, and if that is not all, from its snapshot on. */
export const loadStream = async <Name extends string, State>(
  loading: Loading<Name, State>,
  known: Loaded<State>,
): Promise<LoadedStream<State>> => {
  const { store, type, tenantId, id } = loading
  const stream = type.nameOf(tenantId, id)
  const page = await store.readStream(stream, known.revision + 1, pageEvents)
  const near = foldOn(type, known, page)
  if (page.length < pageEvents) return { loaded: near, keptRevision: noStream }
  return (await fromSnapshot(loading, near)) ?? { loaded: await readToEnd(loading, near), keptRevision: noStream }
}
