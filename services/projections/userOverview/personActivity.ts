import { isOneOf } from '#events/isOneOf.ts'
import type { ViewEvent } from '../fold/viewEvent.ts'
import { rowKey } from '../tables/viewTable.ts'
import type { PersonQuarter } from './personActivityTable.ts'

const saysWhen = isOneOf('SessionStarted', 'SessionContextChanged', 'LoginFailed')
const quarterMs = 900_000

/** When a person came in, was refused, or was seen with a device at a place. */
export interface SeenQuarter {
  tenantId: string
  userId: string
  /** Null: nothing is counted; what the person was seen with is forgotten with the quarter. */
  counter: 'signIns' | 'failures' | null
  /** Milliseconds since the epoch. */
  quarter: number
  position: number
}

const quarterOf = (instant: string): number => Math.floor(Date.parse(instant) / quarterMs) * quarterMs

/** What a sign-in counts as: one that was told afterwards counts when it happened. */
export const signedInAt = ({ data, at }: Extract<ViewEvent, { type: 'SessionStarted' }>): string => data.startedAt ?? at

/** The quarters of an hour that an event counts in or is seen in, each once. */
export const quartersOf = (event: ViewEvent): SeenQuarter[] => {
  if (!saysWhen(event) || event.data.userId === null) return []
  const { tenantId, position } = event
  const seen = { tenantId, userId: event.data.userId, position, quarter: quarterOf(event.at) }
  switch (event.type) {
    case 'LoginFailed':
      return [{ ...seen, counter: 'failures' }]
    case 'SessionContextChanged':
      return [{ ...seen, counter: null }]
    case 'SessionStarted': {
      const quarter = quarterOf(signedInAt(event))
      const signIn = { ...seen, counter: 'signIns', quarter } as const
      return quarter === seen.quarter ? [signIn] : [signIn, { ...seen, counter: null }]
    }
  }
}

export const instantOf = (quarter: number): string => new Date(quarter).toISOString()
export const keyOfQuarter = ({ tenantId, userId, quarter }: SeenQuarter): string =>
  rowKey(tenantId, userId, instantOf(quarter))

const emptyQuarter = ({ tenantId, userId, quarter }: SeenQuarter): PersonQuarter => ({
  tenantId,
  userId,
  quarter: instantOf(quarter),
  signIns: 0,
  failures: 0,
  position: 0,
})

/** The quarter after it; undefined: it reflects the event already. */
export const countedIn = (before: PersonQuarter | undefined, seen: SeenQuarter): PersonQuarter | undefined => {
  const row = before ?? emptyQuarter(seen)
  const { counter, position } = seen
  if (position <= row.position) return undefined
  return counter === null ? { ...row, position } : { ...row, [counter]: row[counter] + 1, position }
}
