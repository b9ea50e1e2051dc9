import { type EventStore, noStream } from '#services/eventStore/eventStore.ts'
import type { Snapshot } from '#services/eventStore/snapshots.ts'
import { foldOn, type Loaded, type StreamType } from './streamType.ts'

/** What is read before a snapshot is looked for: nearly every stream ends within. */
export const pageEvents = 64
/** A snapshot is kept each time a stream has grown by so much. A page and this: 256 events, the most that a command reads. */
export const snapshotEvents = 192

const longPageEvents = 1_000

export interface Loading<Name extends string, State> {
  store: Pick<EventStore, 'readStream' | 'snapshots'>
  type: StreamType<Name, State>
  tenantId: string
  id: string
}

export interface LoadedStream<State> {
  loaded: Loaded<State>
  /** Of the snapshot that was found; `noStream` where none was looked for or found. */
  keptRevision: number
}

/** The version vouches for the shape of the state. */
const stateOf = <State>({ state, ...rest }: Snapshot): Loaded<State> => ({ ...rest, state: state as State })

/** Counts only where the log holds, at its revision, the very event it was made after: a log may have been put back, and it not. */
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

/** For a long stream without a snapshot: the first time, or after the state's shape has changed. */
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

/** Reads a stream on from what is known of it, however long it is: a page of it, and where that is not all, from its snapshot on. */
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
