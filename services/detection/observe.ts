import type { Position } from '#events/envelope.ts'
import { isOneOf } from '#events/isOneOf.ts'
import { impossibleTravel } from './impossibleTravel.ts'
import { refreshTokenReuse } from './refreshTokenReuse.ts'
import type { EventNamed, Finding } from './rule.ts'
import type { LocatedSignIn } from './signIn.ts'

/** What the rules remember of one person: the last sign-in with a known place, and where in the log it stands. */
export interface Remembered {
  signIn: LocatedSignIn
  position: Position
}

export interface Observation {
  remembered: Remembered | null
  findings: Finding[]
}

/** The event types that a rule looks at; the rules are handed no others. */
export const observedTypes = ['SessionStarted', 'RefreshTokenReused'] as const
export type ObservedEvent = EventNamed<(typeof observedTypes)[number]>
export const isObserved = isOneOf(...observedTypes)

const signedIn = (remembered: Remembered | null, event: EventNamed<'SessionStarted'>): Observation => {
  const { last, finding } = impossibleTravel(remembered?.signIn ?? null, event)
  const moved = last !== null && last !== remembered?.signIn
  return {
    remembered: moved ? { signIn: last, position: event.position } : remembered,
    findings: finding === null ? [] : [finding],
  }
}

/**
 * Applies all rules to one event of one person, without side effects. A sign-in at or before the remembered position
 * was seen already and changes nothing; a reuse that is delivered again gives the same finding, with the same anomaly
 * id.
 */
export const observe = (remembered: Remembered | null, event: ObservedEvent): Observation => {
  switch (event.type) {
    case 'SessionStarted':
      if (remembered !== null && event.position <= remembered.position) return { remembered, findings: [] }
      return signedIn(remembered, event)
    case 'RefreshTokenReused':
      return { remembered, findings: [refreshTokenReuse(event)] }
  }
}
