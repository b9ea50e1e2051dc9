import type { RollcallEvent } from '#events/catalogue.ts'
import { instant, type Ambient } from '#services/ambient/clock.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Appended, EventStore } from '#services/eventStore/eventStore.ts'
import type { CommandMetadata } from '#services/ports/identity.ts'
import type { RememberedStreams } from './rememberedStreams.ts'

/** Who commands, from where; the tenant is the command's own. */
export type Origin = Pick<CommandMetadata, 'actor' | 'correlationId' | 'context'>

export interface Handling {
  store: Pick<EventStore, 'append'>
  ambient: Ambient
}

interface Work<State> {
  streams: RememberedStreams<State>
  stream: string
  tenantId: string
  origin: Origin
  decide: (state: State) => readonly RollcallEvent[]
}

const attempts = 5

/** Appends what was decided on `before`; the memory knows it at once, before the tail brings it. */
const append = async <State extends Appended>(
  { store, ambient }: Handling,
  { streams, stream, tenantId, origin }: Work<State>,
  decided: readonly RollcallEvent[],
  before: State,
): Promise<Appended> => {
  const at = instant(ambient.clock)
  const events = decided.map((event) => ({
    ...event,
    ...origin,
    id: ambient.random.id(),
    tenantId,
    at,
    causationId: null,
  }))
  const appended = await store.append(stream, events, before.revision)
  for (const [index, event] of events.entries())
    streams.observe({ ...event, stream, revision: before.revision + 1 + index, position: appended.position })
  return appended
}

/**
 * Load, decide, append against the revision that was loaded; somebody else was first: decided again, five times.
 * A command that decides nothing answers with the stream's last position.
 * @throws CodedError busy after five stale attempts, and whatever `decide` refuses with
 */
export const handleCommand = async <State extends Appended>(
  handling: Handling,
  work: Work<State>,
): Promise<Appended> => {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const before = await work.streams.readOn(work.stream)
    const decided = work.decide(before)
    if (decided.length === 0) return { position: before.position, revision: before.revision }
    try {
      return await append(handling, work, decided, before)
    } catch (error) {
      if (!(error instanceof CodedError) || error.code !== 'stale-revision') throw error
    }
  }
  throw new CodedError('busy', { detail: 'Too many changes at once. Try again.', retryAfterSeconds: 1 })
}
