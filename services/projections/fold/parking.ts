import type { Position } from '#events/envelope.ts'
import { parkedBy, type ParkedEvent } from '#services/consumers/parkedEvents.ts'
import type { ViewEvent } from './viewEvent.ts'

const nameOf = (view: string, position: Position): string => `${view}@${position}`

/** Tracks, while a batch is folded, which events are parked for which view. */
export interface Parking {
  isParked: (view: string, event: ViewEvent) => boolean
  park: (view: string, event: ViewEvent, error: unknown) => void
  parked: () => ParkedEvent[]
}

/** `known`: the events that are parked already. */
export const parking = (known: readonly ParkedEvent[] = []): Parking => {
  const byName = new Map(known.map((event) => [nameOf(event.view, event.position), event]))
  return {
    isParked: (view, event) => byName.size > 0 && byName.has(nameOf(view, event.position)),
    park(view, event, error) {
      byName.set(nameOf(view, event.position), parkedBy(view, event, error))
    },
    parked: () => [...byName.values()],
  }
}
