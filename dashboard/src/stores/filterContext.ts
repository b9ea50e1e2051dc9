import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { SessionRow } from '#events/live/rows.ts'

/** How many rows the filter finds, of how many there are without it; null while not known. */
export interface Hits {
  found: number | null
  all: number | null
}

/** What the page under the filter box tells it: counts, and rows to take suggestions from. */
export const useFilterContext = defineStore('filterContext', () => {
  const hits = shallowRef<Hits | null>(null)
  const loadedRows = shallowRef<() => readonly SessionRow[]>(() => [])
  const leave = () => {
    hits.value = null
    loadedRows.value = () => []
  }
  return { hits, loadedRows, leave }
})
