import type { EventType, RollcallEvent } from '../../catalogue.ts'
import { longestAccessSeconds } from './lifetimesFor.ts'
import { isPolicyEvent, rulesChangedBy } from './rulesChanged.ts'

/** The types of event that change how long access tokens live. */
export const accessTypes = ['PolicyChanged', 'LifetimesChanged'] as const satisfies readonly EventType[]

/** The longest lifetime of an access token that the event allows to anybody, in seconds. Null: it says nothing of it. */
export const accessSecondsBy = (event: RollcallEvent): number | null => {
  const lifetimes = isPolicyEvent(event) ? rulesChangedBy(event).lifetimes : undefined
  return lifetimes === undefined ? null : longestAccessSeconds(lifetimes)
}
