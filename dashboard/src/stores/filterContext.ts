import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { SessionCount } from '../api/sessions.ts'
import type { KnownValue } from '../components/filter/completions.ts'

/** How many rows the filter finds, of how many there are without it; null while not known. */
export interface Hits {
  found: SessionCount | null
  all: SessionCount | null
}

/** Values of a key among the rows that a page has loaded. */
type ValuesOf = (key: string) => readonly KnownValue[]
const noValues: ValuesOf = () => []

/** What the page under the filter box tells it: counts, and values to suggest. */
export const useFilterContext = defineStore('filterContext', () => {
  const hits = shallowRef<Hits | null>(null)
  const valuesOf = shallowRef<ValuesOf>(noValues)
  const leave = () => {
    hits.value = null
    valuesOf.value = noValues
  }
  return { hits, valuesOf, leave }
})
