import type { Evidence } from '../anomaly/evidence.ts'
import { clause, clock, countOf, duration, number, placeWords } from './words.ts'

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

const disowned = (who: string, { saidFrom }: Extract<Evidence, { rule: 'disowned-sign-in' }>): string => {
  const where = placeWords(saidFrom)
  const said = clause(
    `Somebody who reads the mails of ${who} said`,
    where === null ? null : `from ${where}`,
    saidFrom.device === null ? null : `on ${saidFrom.device}`,
    'that this was not them',
  )
  return `${said}. The account is held until a new password is chosen.`
}

const afterFailures = (who: string, evidence: Extract<Evidence, { rule: 'success-after-failures' }>): string => {
  const { over, failures, andMore, people, addressCount, firstAt, lastAt, succeededFrom, isKnownDevice } = evidence
  const many = `${andMore ? 'more than ' : ''}${countOf(failures, 'refused sign-in')}`
  const whose =
    over === 'person'
      ? addressCount > 1
        ? `from ${countOf(addressCount, 'address', 'addresses')}`
        : null
      : `of ${countOf(people, 'person', 'people')} from the same address`
  const where = placeWords(succeededFrom)
  const signedIn = clause(
    `${who} signed in`,
    where === null ? null : `from ${where}`,
    succeededFrom.device === null ? null : `on ${succeededFrom.device}`,
    `after ${many}`,
    whose,
  )
  const [first, last] = [clock(firstAt), clock(lastAt)]
  const when = first === last ? `at ${first}` : `between ${first} and ${last}`
  return `${signedIn} ${when}.${isKnownDevice ? ' The device is one they had signed in with before.' : ''}`
}

/** An anomaly in one or two sentences that a person can check. */
export const anomalyClaim = (evidence: Evidence, who: string): string => {
  switch (evidence.rule) {
    case 'impossible-travel':
      return impossibleTravel(who, evidence)
    case 'refresh-token-reuse':
      return tokenReuse(who, evidence)
    case 'disowned-sign-in':
      return disowned(who, evidence)
    case 'success-after-failures':
      return afterFailures(who, evidence)
    case 'erased':
      return 'What the rule saw is erased, because the person is forgotten.'
  }
}
