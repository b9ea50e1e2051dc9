import type { RollcallEvent } from '#events/catalogue.ts'
import type { Position, Recorded } from '#events/envelope.ts'
import { impossibleTravel } from './impossibleTravel.ts'
import { refreshTokenReuse } from './refreshTokenReuse.ts'
import type { Finding } from './rule.ts'
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

/** Event types that any rule looks at; nothing else is opened. */
export const observedTypes: ReadonlySet<string> = new Set<RollcallEvent['type']>([
  'SessionStarted',
  'RefreshTokenReused',
])

const signedIn = (
  remembered: Remembered | null,
  event: Recorded<Extract<RollcallEvent, { type: 'SessionStarted' }>>,
): Observation => {
  const { last, finding } = impossibleTravel(remembered?.signIn ?? null, event)
  const moved = last !== null && last !== remembered?.signIn
  return {
    remembered: moved ? { signIn: last, position: event.position } : remembered,
    findings: finding === null ? [] : [finding],
  }
}

/**
 * All rules over one event of one person: pure. An event that stands at or before what is remembered was seen already:
 * it changes nothing.
 */
export const observe = (remembered: Remembered | null, event: Recorded<RollcallEvent>): Observation => {
  switch (event.type) {
    case 'SessionStarted':
      if (remembered !== null && event.position <= remembered.position) return { remembered, findings: [] }
      return signedIn(remembered, event)
    case 'RefreshTokenReused':
      return { remembered, findings: [refreshTokenReuse(event)] }
    default:
      return { remembered, findings: [] }
  }
}

/** Whom an observed event is about; null for every other event. */
export const observedPerson = (event: Recorded<RollcallEvent>): string | null => {
  switch (event.type) {
    case 'SessionStarted':
    case 'RefreshTokenReused':
      return event.data.userId
    default:
      return null
  }
}
