import { countryName } from '../../filter/shownWords.ts'
import type { GateKind } from '../../tenant/policy/gateValue.ts'
import type { Policy } from '../../tenant/policy/sections.ts'
import type { PolicyLine } from './policyLine.ts'

type Access = Policy['access']

export const gateTitles: Record<GateKind, string> = {
  countries: 'countries',
  networks: 'networks',
  ranges: 'addresses',
}

/** As people read it: "Germany" for DE. */
export const gateValueWords = (kind: GateKind, value: string): string =>
  kind === 'countries' ? countryName(value) : value

export const gateLines = (kind: GateKind, { allowed, blocked }: Access[GateKind]): PolicyLine[] => {
  const shown = (values: readonly string[]) => values.map((value) => gateValueWords(kind, value))
  return [
    { name: `Allowed ${gateTitles[kind]}`, value: allowed === null ? 'all' : shown(allowed) },
    { name: `Blocked ${gateTitles[kind]}`, value: shown(blocked) },
  ]
}
