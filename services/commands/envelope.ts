import type { Actor, DomainEvent, NewEvent } from '#events/envelope.ts'
import type { Randomness } from '#services/ambient/clock.ts'
import type { CommandMetadata } from '#services/ports/identity.ts'

/** Who commands, from where, on account of what. */
export interface Origin extends CommandMetadata {
  /** Id of the event that caused this; absent: a request did. */
  causationId?: string
  /** Ids for the events, for who may have to repeat them; absent: new ones. */
  eventIds?: () => string
}

export interface Stamp<Event> {
  /** ISO 8601: when it was decided. */
  at: string
  random: Pick<Randomness, 'id'>
  /** Who makes an event happen, where that is not who asked. */
  actorOf?: ((event: Event, asking: Actor) => Actor) | undefined
}

/** The one place where an event gets its envelope. */
export const stamped = <Event extends DomainEvent>(
  events: readonly Event[],
  { tenantId, actor, correlationId, causationId, context, eventIds }: Origin,
  { at, random, actorOf = (_event, asking) => asking }: Stamp<Event>,
): NewEvent<Event>[] =>
  events.map((event) => ({
    ...event,
    id: (eventIds ?? random.id)(),
    tenantId,
    at,
    actor: actorOf(event, actor),
    correlationId,
    causationId: causationId ?? null,
    context,
  }))
