import type { Evidence } from '#events/anomaly/evidence.ts'
import { duration } from '#events/text/words.ts'
import { count, counted } from '../../composables/numbers.ts'
import { placeText } from './stateLines.ts'

interface Seen {
  ip: string | null
  city: string | null
  country: string | null
  device: string | null
}

const seenText = (seen: Seen): string =>
  [placeText(seen), seen.ip, seen.device].filter((part) => part !== null).join(' · ') || 'unknown'

const accuracy = (km: number | null): string => (km === null ? '' : ` (within ${count(km)} km)`)

const failureLines = (
  evidence: Extract<Evidence, { rule: 'success-after-failures' }>,
): [name: string, value: string][] => {
  const { failures, andMore, people, addresses, addressCount, firstAt, lastAt, windowSeconds } = evidence
  const more =
    addressCount > addresses.length ? `, and ${counted(addressCount - addresses.length, 'more', 'more')}` : ''
  return [
    ['Refused', `${andMore ? 'more than ' : ''}${count(failures)}, naming ${counted(people, 'person', 'people')}`],
    ['From', addresses.map(({ ip, failures: of }) => `${ip} (${count(of)})`).join(', ') + more || 'unknown'],
    ['During', duration(Math.max(1, (Date.parse(lastAt) - Date.parse(firstAt)) / 1000))],
    ['Signed in', seenText(evidence.succeededFrom)],
    ['Device', evidence.isKnownDevice ? 'known: signed in with before' : 'not seen before'],
    ['Counted', `at least 5 in ${duration(windowSeconds)} before the sign-in`],
  ]
}

/** What a rule saw, line by line. */
export const evidenceLines = (evidence: Evidence): [name: string, value: string][] => {
  switch (evidence.rule) {
    case 'refresh-token-reuse':
      return [
        ['Presented', `generation ${evidence.presentedGeneration}`],
        ['Current', `generation ${evidence.currentGeneration}`],
        ['Used from', seenText(evidence.usedFrom)],
      ]
    case 'impossible-travel':
      return [
        ['First', `${seenText(evidence.first)}${accuracy(evidence.first.accuracyKm)}`],
        ['Then', `${seenText(evidence.second)}${accuracy(evidence.second.accuracyKm)}`],
        ['Distance', `${count(evidence.distanceKm)} km, both accuracies subtracted`],
        ['Between', duration(evidence.elapsedSeconds)],
        ['Speed', `${count(evidence.speedKmh)} km/h, limit ${count(evidence.limitKmh)}`],
      ]
    case 'disowned-sign-in':
      return [['Said from', seenText(evidence.saidFrom)]]
    case 'success-after-failures':
      return failureLines(evidence)
    case 'erased':
      return []
  }
}

const seenIn = (evidence: Evidence): Seen[] => {
  switch (evidence.rule) {
    case 'refresh-token-reuse':
      return [evidence.usedFrom]
    case 'impossible-travel':
      return [evidence.first, evidence.second]
    case 'success-after-failures':
      return [evidence.succeededFrom]
    // Most likely the person's own.
    case 'disowned-sign-in':
    case 'erased':
      return []
  }
}

/** The addresses a rule saw, each once. */
export const addressesOf = (evidence: Evidence): string[] => [
  ...new Set(seenIn(evidence).flatMap(({ ip }) => ip ?? [])),
]
