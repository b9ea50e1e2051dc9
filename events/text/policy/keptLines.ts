import type { Policy } from '../../tenant/policy/sections.ts'
import { countOf } from '../words.ts'
import type { PolicyLine } from './policyLine.ts'

export const placeWords: Record<Policy['place']['detail'], string> = {
  off: 'no place',
  country: 'the country',
  city: 'country and city',
}
export const placeLine = ({ detail }: Policy['place']): PolicyLine => ({
  name: 'Kept of places',
  value: placeWords[detail],
})

export const keptWords = (days: number | null): string => (days === null ? 'without end' : countOf(days, 'day'))
export const retentionLines = ({ rowsDays, countsDays }: Policy['retention']): PolicyLine[] => [
  { name: 'Ended sessions and log lines kept', value: keptWords(rowsDays) },
  { name: 'Counts kept', value: keptWords(countsDays) },
]

export const textLine = ({ neutralMessage }: Policy['texts']): PolicyLine => ({
  name: 'Said to who is signed out',
  value: neutralMessage,
})
