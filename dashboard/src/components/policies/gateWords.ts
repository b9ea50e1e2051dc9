import { countryName } from '#events/filter/shownWords.ts'
import { type GateKind, normalGateValue } from '#events/tenant/policy/gateValue.ts'

export const gatePlaceholders: Readonly<Record<GateKind, string>> = {
  countries: 'A country, such as Germany or DE',
  networks: 'As sessions show it, such as Lagoon Mobile',
  ranges: '203.0.113.0/24 or 2001:db8:7::/48',
}

export const gateMistakes: Readonly<Record<GateKind, string>> = {
  countries: 'No country is called that.',
  networks: 'No more than 200 characters.',
  ranges: 'That is no address and no network. It looks like 203.0.113.7 or 203.0.113.0/24.',
}

const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ')
let names: readonly string[] | undefined
/** The names of all countries of today. They are looked up at first use, because there are 676 codes to try. */
export const countryChoices = (): readonly string[] =>
  (names ??= letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => normalGateValue('countries', code) === code)
    .map(countryName)
    .sort((one, other) => one.localeCompare(other, 'en')))
