import QuickLRU from 'quick-lru'
import type { Recorded } from '#events/envelope.ts'
import type { EventOfStream, RefusalsStream, SigninStream } from '#events/streams.ts'
import { type Ambient, instant } from '#services/ambient/clock.ts'
import { type Appended, type EventStore, noStream } from '#services/eventStore/eventStore.ts'
import { CodedError } from '#services/ports/errors.ts'
import { isStale } from './commandHandler.ts'
import { type Origin, stamped } from './envelope.ts'
import { type KeptContext, withoutPlace } from './keptContext.ts'

/** Streams that no command is decided on. They only record what somebody tried. */
export type RecordingStream = SigninStream | RefusalsStream

export interface Recording<Name extends RecordingStream> {
  stream: Name
  events: readonly EventOfStream<Name>[]
  origin: Origin
  /** True if the stream's last events already say the same; then nothing is appended. Absent: nothing is read. */
  isSaid?: (latest: readonly Recorded<EventOfStream<Name>>[]) => boolean
}

/** Answers where the events stand in the log. Null: `isSaid` was true. @throws CodedError busy, store-unavailable */
export type RecordEvents = <Name extends RecordingStream>(recording: Recording<Name>) => Promise<Appended | null>

const attempts = 10
/** How many of the last events `isSaid` gets. */
const latestEvents = 16
/** Most streams whose last revisions are remembered. */
const mostEnds = 25_000

/**
 * Appends to the end of streams without reading their state. It remembers their last revisions, and asks the store
 * again when another process has appended first. Appends of this process to one stream run one after the other: in a
 * storm of appends they would otherwise make each other stale.
 */
export const recordEvents = (
  store: Pick<EventStore, 'append' | 'readStreamEnd' | 'streamEnd'>,
  { clock, random }: Ambient,
  keptContext: KeptContext = withoutPlace,
): RecordEvents => {
  const ends = new QuickLRU<string, number>({ maxSize: mostEnds / 2 })
  const underWay = new Map<string, Promise<unknown>>()

  const look = async <Name extends RecordingStream>({ stream, isSaid }: Recording<Name>): Promise<boolean> => {
    if (isSaid === undefined) return false
    const latest = await store.readStreamEnd(stream, latestEvents)
    ends.set(stream, latest.at(-1)?.revision ?? noStream)
    return isSaid(latest)
  }
  const record = async <Name extends RecordingStream>(recording: Recording<Name>): Promise<Appended | null> => {
    const { stream, origin } = recording
    const context = await keptContext(origin.tenantId, origin.context)
    const events = stamped<EventOfStream<Name>>(
      recording.events,
      { ...origin, context },
      { at: instant(clock), random },
    )
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      if (await look(recording)) return null
      try {
        const appended = await store.append(stream, events, ends.get(stream) ?? noStream)
        ends.set(stream, appended.revision)
        return appended
      } catch (error) {
        if (!isStale(error)) throw error
        if (recording.isSaid === undefined) ends.set(stream, await store.streamEnd(stream))
      }
    }
    throw new CodedError('busy', { retryAfterSeconds: 1 })
  }
  return async (recording) => {
    const { stream } = recording
    const before = underWay.get(stream) ?? Promise.resolve()
    const recorded = before.catch(() => undefined).then(() => record(recording))
    underWay.set(stream, recorded)
    try {
      return await recorded
    } finally {
      if (underWay.get(stream) === recorded) underWay.delete(stream)
    }
  }
}
