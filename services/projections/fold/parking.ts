import type { Position } from '#events/envelope.ts'
import type { ViewEvent } from './viewEvent.ts'

/** An event that a view could not take: set aside with its reason, so that everything else goes on. */
export interface ParkedEvent {
  /** Its name. */
  view: string
  tenantId: string
  position: Position
  eventId: string
  type: string
  /** The kind of failure only: an error's message may quote what is sealed. */
  reason: string
  /** Whose key is missing, where that is the reason: a user id, or '' for the tenant's own. */
  missingKeyOf: string | null
}

const nameOf = (view: string, position: Position): string => `${view}@${position}`

/** Which events are parked for which view, while a batch is folded. */
export interface Parking {
  isParked: (view: string, event: ViewEvent) => boolean
  park: (view: string, event: ViewEvent, error: unknown) => void
  parked: () => ParkedEvent[]
}

const missingKey = (error: unknown): string | null =>
  error instanceof Error && error.name === 'KeyMissing' && 'subject' in error ? String(error.subject) : null

/** `known`: parked already. */
export const parking = (known: readonly ParkedEvent[] = []): Parking => {
  const byName = new Map(known.map((event) => [nameOf(event.view, event.position), event]))
  return {
    isParked: (view, event) => byName.size > 0 && byName.has(nameOf(view, event.position)),
    park(view, event, error) {
      const { tenantId, position, id: eventId, type } = event
      const reason = error instanceof Error ? error.name : 'unknown'
      const parked = { view, tenantId, position, eventId, type, reason, missingKeyOf: missingKey(error) }
      byName.set(nameOf(view, position), parked)
    },
    parked: () => [...byName.values()],
  }
}
