import type { DraftSet } from './draftSet.ts'
import { invalidatedBy } from './projectSessions.ts'
import type { ViewEvent } from '../fold/viewEvent.ts'

/** Whether all that a session's row takes from an event is said anew by a later one. */
const isSuperseded = (earlier: ViewEvent, later: ViewEvent): boolean => {
  const refreshes = later.type === 'SessionRefreshed'
  if (earlier.type === 'SessionRefreshed' && !refreshes) return false
  if (earlier.type === 'SessionActivityRecorded' && !refreshes && later.type !== earlier.type) return false
  return (!earlier.hasContext || later.hasContext) && (!earlier.hasDevice || later.hasDevice)
}

/**
 * Events of one session, none of which begins or ends it, that still matter once a further one has come: latest activity,
 * generation, place and device. Told without parsing any of them.
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

/** Folds sessions from few of their events: most refreshes and activity are never even parsed. */
export interface Condenser {
  apply: (event: ViewEvent) => void
  /** Lets go of the memory that events came in; to be called before much more of it comes. */
  settle: () => void
  /** Applies whatever is still held back. */
  release: () => void
}

/** For events that a row will show: opened first, they are parsed once. Whether they open is found out later. */
const openEarly = (event: ViewEvent): void => {
  try {
    event.open()
  } catch {
    // The row's own attempt tells, with every key made ready before.
  }
  event.detach()
}

/** Events of one session; fresh ones still share the memory they came in. */
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
      if (event.type === 'SessionStarted' || event.type === 'SessionRevoked' || scope !== null) applyOpen(event)
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
