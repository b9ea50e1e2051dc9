import { derivedUuid } from '#services/ambient/uuid.ts'
import type { Recorded } from '#events/envelope.ts'
import type { EventOfStream } from '#events/streams.ts'

/** Events as a store would hand them out, from `revision` on. */
export const recordedAs = <Name extends string>(
  stream: Name,
  events: readonly EventOfStream<Name>[],
  tenantId: string,
  revision = 0,
): Recorded<EventOfStream<Name>>[] =>
  events.map((event, index) => ({
    ...event,
    id: derivedUuid('recorded', stream, revision + index),
    tenantId,
    at: '2026-11-20T09:00:00.000Z',
    actor: { kind: 'system', id: 'test' },
    correlationId: 'c',
    causationId: null,
    context: null,
    stream,
    revision: revision + index,
    position: revision + index + 1,
  }))
