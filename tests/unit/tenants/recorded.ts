import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'

/** Events as a store would hand them out, from `revision` on. */
export const recordedAs = (
  events: readonly RollcallEvent[],
  tenantId: string,
  stream: string,
  revision = 0,
): Recorded<RollcallEvent>[] =>
  events.map((event, index) => ({
    ...event,
    id: `${stream}/${revision + index}`,
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
