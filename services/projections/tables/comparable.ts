import { type AddressBlock, parseBlock } from '#events/addresses.ts'
import type { Fingerprint } from '#events/envelope.ts'
import { family, fold } from '#events/filter/fold.ts'
import { fingerprintText } from '#events/session/fingerprint.ts'
import type { RaisedAnomaly } from '../fold/raisedAnomalies.ts'

/** The form in which texts are compared. */
export const folded = (value: string | null | undefined): string | null =>
  value === null || value === undefined ? null : fold(value)

export const foldedFamily = (software: string | null): string | null =>
  software === null ? null : fold(family(software))

export const foldedFingerprint = (fingerprint: Fingerprint | null | undefined): string | null =>
  fingerprint ? fold(fingerprintText(fingerprint)) : null

/** The address as `inet` holds it and block filters match it: a single address, else null. */
export const comparableAddress = (ip: string | null): AddressBlock | null => {
  const block = ip === null ? null : parseBlock(ip)
  return block !== null && block.bits === block.bytes.length * 8 ? block : null
}

export const anomalyTerms = (anomalies: readonly RaisedAnomaly[]): string[] => [
  ...new Set(anomalies.flatMap(({ id, rule }) => [fold(id), fold(rule)])),
]
