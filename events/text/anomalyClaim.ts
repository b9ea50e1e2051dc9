import type { Evidence } from '../anomaly/evidence.ts'
import { clause, clock, duration, number, placeWords } from './words.ts'

const impossibleTravel = (who: string, evidence: Extract<Evidence, { rule: 'impossible-travel' }>): string => {
  const { first, second, distanceKm, elapsedSeconds } = evidence
  const one = `from ${placeWords(first) ?? 'one place'} at ${clock(first.at)}`
  const other = `from ${placeWords(second) ?? 'another'} at ${clock(second.at)}`
  // The rule assumes at least a minute between two sign-ins, however close they were.
  const within = elapsedSeconds <= 60 ? 'a minute' : duration(elapsedSeconds)
  return `${who} signed in ${one} and ${other}. Nobody travels ${number(distanceKm)} km in ${within}.`
}

const tokenReuse = (who: string, evidence: Extract<Evidence, { rule: 'refresh-token-reuse' }>): string => {
  const { usedFrom, presentedGeneration, currentGeneration } = evidence
  const where = placeWords(usedFrom)
  const used = clause(
    `A refresh token of ${who} that had been replaced was used again`,
    where === null ? null : `from ${where}`,
    usedFrom.device === null ? null : `on ${usedFrom.device}`,
  )
  return `${used}: number ${presentedGeneration} when ${currentGeneration} was current.`
}

/** An anomaly in one or two sentences that a person can check. */
export const anomalyClaim = (evidence: Evidence, who: string): string => {
  switch (evidence.rule) {
    case 'impossible-travel':
      return impossibleTravel(who, evidence)
    case 'refresh-token-reuse':
      return tokenReuse(who, evidence)
    case 'erased':
      return 'What the rule saw is erased, because the person is forgotten.'
  }
}
