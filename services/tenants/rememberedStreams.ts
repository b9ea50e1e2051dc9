import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'

type Events = readonly Recorded<RollcallEvent>[]

export interface RememberedStreams<State> {
  /** The stream's state: from memory while the tail keeps it current, else read on from what is remembered. */
  read(stream: string): Promise<State>
  /** Always asks the store for what came after the remembered state: what a command is decided against. */
  readOn(stream: string): Promise<State>
  /** Every event of the log goes through here, in order, and each of this process's own appends at once. */
  observe(event: Recorded<RollcallEvent>): void
}

interface Entry<State> {
  state: State
  /** True when the tail has seen, or will see, everything after `state`. */
  followed: boolean
  /** Events that came by while the first read was under way. */
  early: Recorded<RollcallEvent>[]
}

export interface Memory<State> {
  store: Pick<EventStore, 'readStream'>
  empty: State
  fold: (state: State, events: Events) => State
  /** True while `observe` is fed by a tail that is close to the log's head. */
  isCurrent: () => boolean
  /** Streams kept; the least recently used goes first. */
  capacity: number
}

/** Folds what follows without a gap; what is known already is passed over. */
const advance = <State extends { revision: number }>(
  { fold }: Memory<State>,
  entry: Entry<State>,
  events: Events,
): void => {
  const { revision } = entry.state
  const fresh = events.filter((event) => event.revision > revision)
  const following = fresh.filter((event, index) => event.revision === revision + 1 + index)
  if (following.length > 0) entry.state = fold(entry.state, following)
}

/**
 * States of streams, remembered. An entry stands in the memory before its first read begins, so an event that the tail
 * delivers meanwhile is kept and folded after the read: nothing falls between reading and following.
 */
export const rememberedStreams = <State extends { revision: number }>(
  memory: Memory<State>,
): RememberedStreams<State> => {
  const entries = new Map<string, Entry<State>>()

  const touch = (stream: string): Entry<State> => {
    const entry = entries.get(stream) ?? { state: memory.empty, followed: false, early: [] }
    entries.delete(stream)
    entries.set(stream, entry)
    if (entries.size > memory.capacity) entries.delete(entries.keys().next().value!)
    return entry
  }

  const readOn = async (stream: string): Promise<State> => {
    const entry = touch(stream)
    const followed = memory.isCurrent()
    const events = await memory.store.readStream(stream, entry.state.revision + 1)
    advance(memory, entry, events)
    advance(memory, entry, entry.early)
    entry.early = []
    entry.followed ||= followed
    return entry.state
  }

  return {
    readOn,
    read: async (stream) => {
      const entry = entries.get(stream)
      if (entry?.followed !== true || !memory.isCurrent()) return readOn(stream)
      return touch(stream).state
    },
    observe: (event) => {
      const entry = entries.get(event.stream)
      if (entry === undefined || event.revision <= entry.state.revision) return
      if (event.revision === entry.state.revision + 1) advance(memory, entry, [event])
      else if (entry.followed) entries.delete(event.stream)
      else entry.early.push(event)
    },
  }
}
