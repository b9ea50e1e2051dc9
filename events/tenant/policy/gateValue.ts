import { formatBlock, parseBlock } from '../../addresses.ts'
import { countryName, valuesShownAs } from '../../filter/shownWords.ts'
import type { Policy } from './sections.ts'

export type GateKind = keyof Policy['access']

/** By a country's name as people write it, else by its code; codes of former days are today's (GB for UK). */
const countryCode = (text: string): string | null => {
  const [named] = valuesShownAs('country', text)
  const code = text.toUpperCase()
  if (named !== undefined || countryName(code) === code || code === 'ZZ') return named ?? null
  return new Intl.Locale(`und-${code}`).region ?? null
}

/** The normal form of what somebody typed as a value of a rule on countries, networks or addresses; null: it is none. */
export const normalGateValue = (kind: GateKind, typed: string): string | null => {
  const text = typed.normalize('NFC').trim().replaceAll(/\s+/g, ' ')
  switch (kind) {
    case 'countries':
      return countryCode(text)
    case 'networks':
      return text === '' || text.length > 200 ? null : text
    case 'ranges': {
      const block = parseBlock(text)
      return block === null ? null : formatBlock(block)
    }
  }
}
