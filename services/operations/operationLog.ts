import type { RollcallEvent } from '#events/catalogue.ts'
import type { NewEvent, Position, Recorded } from '#events/envelope.ts'
import { operationEvents, type OperationEvent } from '#events/operation/events.ts'
import { operationStream } from '#events/streams.ts'
import { instant, type Ambient } from '#services/ambient/clock.ts'
import { noStream, type EventStore } from '#services/eventStore/eventStore.ts'
import type { CommandMetadata } from '#services/ports/identity.ts'
import { operationState, type OperationState, type Started } from './operationState.ts'

export interface OperationLog {
  read: (tenantId: string, operationId: string) => Promise<OperationState | null>
  /** Opens an operation. A repeat with the same event id is answered as the first. @throws CodedError stale-revision */
  start: (
    data: Started['data'],
    metadata: CommandMetadata,
    eventId: string,
  ) => Promise<{ state: OperationState; position: Position }>
  /** Adds to an operation as it was read. @throws CodedError stale-revision when somebody else added meanwhile */
  add: (state: OperationState, events: readonly OperationEvent[]) => Promise<Position>
}

const types: ReadonlySet<string> = new Set(operationEvents.map(({ type }) => type))
const isOperationEvent = (event: Recorded<RollcallEvent>): event is Recorded<OperationEvent> => types.has(event.type)

export const operationLog = (store: EventStore, { clock, random }: Ambient): OperationLog => {
  const read = async (tenantId: string, operationId: string): Promise<OperationState | null> => {
    const events = await store.readStream(operationStream(tenantId, operationId))
    return operationState(events.filter(isOperationEvent))
  }
  return {
    read,
    async start(data, metadata, eventId) {
      const stream = operationStream(metadata.tenantId, data.operationId)
      const event: NewEvent<Extract<OperationEvent, { type: 'OperationStarted' }>> = {
        type: 'OperationStarted',
        version: 1,
        data,
        ...metadata,
        id: eventId,
        at: instant(clock),
        causationId: null,
      }
      const { position, revision } = await store.append(stream, [event], noStream)
      const started: Started = { ...event, stream, revision, position }
      return { state: operationState([started])!, position }
    },
    async add({ started, revision }, events) {
      const { tenantId, actor, correlationId, id } = started
      const at = instant(clock)
      const origin = { tenantId, actor, correlationId, causationId: id, context: null, at }
      const appended = await store.append(
        started.stream,
        events.map((event) => ({ ...event, ...origin, id: random.id() })),
        revision,
      )
      return appended.position
    },
  }
}
