import { distanceKm } from './distance.ts'
import type { EventNamed, Finding } from './rule.ts'
import { locatedSignIn, type LocatedSignIn } from './signIn.ts'

/** An airliner cruises at about 900 km/h. */
const limitKmh = 900
/**
 * Geo files are wrong by some hundred kilometres where a mobile carrier or VPN connects its users from another city.
 */
const leastKm = 500
/** Clocks of two processes may differ, so shorter times between sign-ins count as this long. */
const leastSeconds = 60

const rounded = (value: number, decimals: number): number => Number(value.toFixed(decimals))

const travel = (first: LocatedSignIn, second: LocatedSignIn) => {
  const apart = distanceKm(first, second) - first.accuracyKm - second.accuracyKm
  const elapsedSeconds = Math.max(leastSeconds, Math.abs(Date.parse(second.at) - Date.parse(first.at)) / 1000)
  return { distanceKm: Math.max(0, apart), elapsedSeconds, speedKmh: (Math.max(0, apart) / elapsedSeconds) * 3600 }
}

const findingOf = (
  event: EventNamed<'SessionStarted'>,
  first: LocatedSignIn,
  second: LocatedSignIn,
): Finding | null => {
  const { distanceKm, elapsedSeconds, speedKmh } = travel(first, second)
  if (distanceKm < leastKm || speedKmh <= limitKmh) return null
  return {
    rule: 'impossible-travel',
    ruleVersion: 1,
    severity: 75,
    userId: event.data.userId,
    sessionIds: [second.sessionId, first.sessionId],
    cause: event,
    evidence: {
      rule: 'impossible-travel',
      first,
      second,
      distanceKm: rounded(distanceKm, 1),
      elapsedSeconds: rounded(elapsedSeconds, 3),
      speedKmh: rounded(speedKmh, 0),
      limitKmh,
    },
  }
}

/**
 * Finds two sign-ins of one person that are too far apart for the time between them; the accuracy of each place is
 * subtracted from the distance. `last` is the person's last sign-in with a known place; the answer's `last` is the one
 * to compare the next sign-in with.
 */
export const impossibleTravel = (
  last: LocatedSignIn | null,
  event: EventNamed<'SessionStarted'>,
): { last: LocatedSignIn | null; finding: Finding | null } => {
  const located = locatedSignIn(event)
  if (located === null) return { last, finding: null }
  return { last: located, finding: last === null ? null : findingOf(event, last, located) }
}
