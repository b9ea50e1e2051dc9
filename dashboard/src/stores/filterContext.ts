import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { SessionRow } from '#events/live/rows.ts'
import type { SessionCount } from '../api/sessions.ts'

/** How many rows the filter finds, of how many there are without it; null while not known. */
export interface Hits {
  found: SessionCount | null
  all: SessionCount | null
}

/** Rows of the list that are loaded, those that left it aside. */
export interface LoadedRows {
  rows: readonly SessionRow[]
  /** The list holds no others. */
  isAll: boolean
}
const nothing: LoadedRows = { rows: [], isAll: false }

/** What the page under the filter box tells it: counts, and rows to take suggestions from. */
export const useFilterContext = defineStore('filterContext', () => {
  const hits = shallowRef<Hits | null>(null)
  const loaded = shallowRef<() => LoadedRows>(() => nothing)
  const leave = () => {
    hits.value = null
    loaded.value = () => nothing
  }
  return { hits, loaded, leave }
})
