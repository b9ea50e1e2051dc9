import { quoteValue } from '#events/filter/formatFilter.ts'
import type { PersonStatus } from '#events/wordLists.ts'

export type ShownPeople = 'all' | Exclude<PersonStatus, 'withdrawn'>

/** Typed words find the beginnings of addresses and names, and words within names. What has a key is a filter as it is. */
const found = (typed: string): string => {
  const words = typed.split(/\s+/).filter((word) => word !== '')
  if (typed.includes(':')) return typed.trim()
  return words.map((word) => `(user:${quoteValue(word)}* or ${quoteValue(word)})`).join(' ')
}

export const peopleFilter = (typed: string, shown: ShownPeople): string =>
  [found(typed), shown === 'all' ? '' : `status:${shown}`].filter((part) => part !== '').join(' ')
