import { type AddressBlock, parseBlock } from '#events/addresses.ts'
import { family, fold } from '#events/filter/fold.ts'
import type { RaisedAnomaly } from '../fold/raisedAnomalies.ts'

/** The forms that columns are compared in. */
export const folded = (value: string | null | undefined): string | null =>
  value === null || value === undefined ? null : fold(value)

export const foldedFamily = (software: string | null): string | null =>
  software === null ? null : fold(family(software))

/** What `inet` can hold and block filters can match: one whole address. */
export const comparableAddress = (ip: string | null): AddressBlock | null => {
  const block = ip === null ? null : parseBlock(ip)
  return block !== null && block.bits === block.bytes.length * 8 ? block : null
}

export const anomalyTerms = (anomalies: readonly RaisedAnomaly[]): string[] => [
  ...new Set(anomalies.flatMap(({ id, rule }) => [fold(id), fold(rule)])),
]
