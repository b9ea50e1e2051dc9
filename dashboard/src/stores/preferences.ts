import { defineStore } from 'pinia'
import { ref, watchEffect } from 'vue'
import { useConnections } from '../connections.ts'

export type Theme = 'system' | 'light' | 'dark'
export type RowHeight = 'compact' | 'comfortable'

interface Saved {
  theme?: Theme
  rowHeight?: RowHeight
  timeZone?: string
}

const key = 'rollcall.preferences'

/** What a person set for this browser. Nothing here is secret or personal. */
export const usePreferences = defineStore('preferences', () => {
  const { memory } = useConnections()
  const saved = memory.read<Saved>(key) ?? {}
  const theme = ref<Theme>(saved.theme ?? 'system')
  const rowHeight = ref<RowHeight>(saved.rowHeight ?? 'compact')
  const timeZone = ref(saved.timeZone ?? 'UTC')
  watchEffect(() => {
    const root = document.documentElement
    if (theme.value === 'system') delete root.dataset['theme']
    else root.dataset['theme'] = theme.value
    root.dataset['rows'] = rowHeight.value
    memory.write(key, { theme: theme.value, rowHeight: rowHeight.value, timeZone: timeZone.value })
  })
  return { theme, rowHeight, timeZone }
})
