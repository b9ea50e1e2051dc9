import type { Evidence } from '#events/anomaly/evidence.ts'
import { duration } from '#events/text/words.ts'
import { count } from '../../composables/numbers.ts'
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
    case 'erased':
      return []
  }
}

/** The addresses a rule saw, each once. */
export const addressesOf = (evidence: Evidence): string[] => [
  ...new Set(seenIn(evidence).flatMap(({ ip }) => ip ?? [])),
]
