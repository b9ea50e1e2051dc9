import { isOneOf } from '#events/isOneOf.ts'
import type { DraftSet } from './draftSet.ts'
import { invalidatedBy } from './projectSessions.ts'
import type { ViewEvent } from '../fold/viewEvent.ts'

const showsActivity = (event: ViewEvent): boolean =>
  event.type === 'SessionActivityRecorded' || (event.type === 'SessionRefreshed' && !event.isUnattended)

/** Whether the later event replaces everything that a session's row takes from the earlier one. */
const isSuperseded = (earlier: ViewEvent, later: ViewEvent): boolean => {
  // A row takes nothing from it but its revision: where the thief was is not where the session was last.
  if (earlier.type === 'RefreshTokenReused') return true
  if (later.type === 'RefreshTokenReused') return false
  if (earlier.type === 'SessionRefreshed' && later.type !== 'SessionRefreshed') return false
  if (showsActivity(earlier) && !showsActivity(later)) return false
  return (!earlier.hasContext || later.hasContext) && (!earlier.hasDevice || later.hasDevice)
}

/**
 * The events of one session that still matter after a further one: they hold its latest activity, generation, place and
 * device. None of them begins or ends the session. It is decided without parsing any of them.
 */
export const withoutSuperseded = (held: readonly ViewEvent[], event: ViewEvent): ViewEvent[] => [
  ...held.filter((earlier) => !isSuperseded(earlier, event)),
  event,
]

const holdable = new Set<string>([
  'SessionRefreshed',
  'SessionActivityRecorded',
  'SessionContextChanged',
  'RefreshTokenReused',
])

const isShownWhole = isOneOf('SessionStarted', 'SessionRevoked', 'DeviceNamed')

/** Folds sessions from few of their events: most refreshes and activity events are never parsed. */
export interface Condenser {
  apply: (event: ViewEvent) => void
  /** Releases the memory that the events share; to be called before the next run of events. */
  settle: () => void
  /** Applies all events that are still held back. */
  release: () => void
}

/** Opens an event that a row will show, so that it is parsed only once. A failure is ignored here. */
const openEarly = (event: ViewEvent): void => {
  try {
    event.open()
  } catch {
    // The row opens the event again, after all keys were made ready, and reports the failure.
  }
  event.detach()
}

/**
 * The events held back for one session. While they are fresh they still share memory with other events of their run.
 */
interface Held {
  events: ViewEvent[]
  isFresh: boolean
}

const scopeOf = (event: ViewEvent) => {
  try {
    return invalidatedBy(event)
  } catch {
    return null
  }
}

export const condenser = (drafts: DraftSet, apply: (event: ViewEvent) => void): Condenser => {
  const held = new Map<string, Held>()
  let fresh: Held[] = []
  const applyOpen = (event: ViewEvent): void => {
    openEarly(event)
    apply(event)
  }
  const releaseOf = (stream: string): void => {
    const mine = held.get(stream)
    if (mine === undefined) return
    held.delete(stream)
    const last = mine.events.findLast((event) => event.hasContext)
    for (const event of mine.events) (event === last ? applyOpen : apply)(event)
  }
  const hold = (event: ViewEvent): void => {
    let mine = held.get(event.stream)
    if (mine === undefined) held.set(event.stream, (mine = { events: [], isFresh: false }))
    mine.events = withoutSuperseded(mine.events, event)
    if (!mine.isFresh) fresh.push(mine)
    mine.isFresh = true
  }
  return {
    apply(event) {
      if (!event.understood) return
      if (holdable.has(event.type)) {
        hold(event)
        return
      }
      const scope = scopeOf(event)
      if (scope === null) releaseOf(event.stream)
      else drafts.activeOf(scope.tenantId, scope.userId).forEach(({ key }) => releaseOf(key))
      if (isShownWhole(event) || scope !== null) applyOpen(event)
      else apply(event)
    },
    settle() {
      for (const mine of fresh) {
        mine.events.forEach((event) => event.detach())
        mine.isFresh = false
      }
      fresh = []
    },
    release: () => [...held.keys()].forEach(releaseOf),
  }
}
