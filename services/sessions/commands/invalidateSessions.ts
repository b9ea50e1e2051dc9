import { notBeforeOf } from '#events/session/endings.ts'
import { tenantStream, userStream } from '#events/streams.ts'
import { instant, type Ambient } from '#services/ambient/clock.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import type { LogTail } from '#services/feed/logTail.ts'
import type { InvalidateSessions } from '#services/ports/identity.ts'
import type { AppendAtEnd } from './streamEnd.ts'

export interface Invalidating {
  store: Pick<EventStore, 'readStream'>
  appendAtEnd: AppendAtEnd
  ambient: Ambient
  tail: Pick<LogTail, 'waitFor'>
}

/** A tail that is stuck is no reason to deny what is done: checks read the streams while it is not fresh. */
const appliedOrLate = (tail: Pick<LogTail, 'waitFor'>, position: number): Promise<void> =>
  tail.waitFor(position).catch(() => undefined)

/**
 * Ends every session of a user, or of the tenant, that started before and is not spared: one event, true at once.
 * The drain then says so in each session's own stream.
 * @throws CodedError not-found for a user or tenant that never was
 */
export const invalidateSessions =
  ({ store, appendAtEnd, ambient, tail }: Invalidating): InvalidateSessions =>
  async ({ except, ...command }, metadata) => {
    const { tenantId } = metadata
    const { userId } = command
    const stream = userId === null ? tenantStream(tenantId) : userStream(tenantId, userId)
    if ((await store.readStream(stream)).length === 0) throw new CodedError('not-found')
    const at = instant(ambient.clock)
    const data = { ...command, except: [...except], notBefore: notBeforeOf(at) }
    const appended = await appendAtEnd(stream, [
      { type: 'SessionsInvalidated', version: 1, data, ...metadata, id: ambient.random.id(), at, causationId: null },
    ])
    await appliedOrLate(tail, appended.position)
    return { ...appended, at }
  }
