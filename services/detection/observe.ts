import type { Position } from '#events/envelope.ts'
import { isOneOf } from '#events/isOneOf.ts'
import { disownedSignIn } from './disownedSignIn.ts'
import { impossibleTravel } from './impossibleTravel.ts'
import type { RecentFailures } from './recentFailures.ts'
import { refreshTokenReuse } from './refreshTokenReuse.ts'
import type { EventNamed, Finding } from './rule.ts'
import type { LocatedSignIn } from './signIn.ts'
import { type PersonsSignIns, successAfterFailures } from './successAfterFailures.ts'

/** What the rules remember of one person. */
export interface Remembered extends PersonsSignIns {
  /** The last sign-in with a known place; null: there was none. */
  signIn: LocatedSignIn | null
  /** Where in the log the last sign-in stands. */
  position: Position
}

export interface Observation {
  remembered: Remembered | null
  findings: Finding[]
}

/** The event types of persons that a rule looks at. */
const personalTypes = ['SessionStarted', 'RefreshTokenReused', 'SignInDisowned'] as const
/** The event types that a rule looks at or counts; the rules are handed no others. */
export const observedTypes = [...personalTypes, 'LoginFailed'] as const
export type ObservedEvent = EventNamed<(typeof personalTypes)[number]>
export const isObserved = isOneOf(...personalTypes)

const stranger: Remembered = { signIn: null, position: 0, devices: [], toldUpTo: 0 }

const signedIn = (recent: RecentFailures, remembered: Remembered, event: EventNamed<'SessionStarted'>): Observation => {
  const travel = impossibleTravel(remembered.signIn, event)
  const { after, finding } = successAfterFailures(recent, remembered, event)
  return {
    remembered: { ...after, signIn: travel.last, position: event.position },
    findings: [travel.finding, finding].filter((found) => found !== null),
  }
}

/**
 * Applies all rules to one event of one person, without side effects. A sign-in at or before the remembered position
 * was seen already and changes nothing; a reuse that is delivered again gives the same finding, with the same anomaly
 * id.
 */
export const observe = (recent: RecentFailures, remembered: Remembered | null, event: ObservedEvent): Observation => {
  switch (event.type) {
    case 'SessionStarted': {
      // Told all at once and of another time: what that shows of travel is the import's.
      if (event.data.takenOver !== undefined) return { remembered, findings: [] }
      const known = remembered ?? stranger
      return event.position <= known.position ? { remembered, findings: [] } : signedIn(recent, known, event)
    }
    case 'RefreshTokenReused':
      return { remembered, findings: [refreshTokenReuse(event)] }
    case 'SignInDisowned':
      return { remembered, findings: disownedSignIn(event) }
  }
}
