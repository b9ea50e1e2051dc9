import type { Actor, DomainEvent, NewEvent } from '#events/envelope.ts'
import type { Randomness } from '#services/ambient/clock.ts'
import type { CommandMetadata } from '#services/ports/identity.ts'

/** Who sends a command, from where, and what caused it. */
export interface Origin extends CommandMetadata {
  /** Id of the event that caused the command. Absent: a request caused it. */
  causationId?: string
  /** Answers ids for the events, from a caller that may repeat the command with the same ids. Absent: random ids. */
  eventIds?: () => string
}

export interface Stamp<Event> {
  /** When the command was decided, ISO 8601. */
  at: string
  random: Pick<Randomness, 'id'>
  /** Answers the actor of an event that somebody other than the caller makes happen. Absent: always the caller. */
  actorOf?: ((event: Event, asking: Actor) => Actor) | undefined
}

/** Gives events their envelope, with what is kept of the context (`keptContext.ts`). No other function does. */
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
