import { computed, type ComputedRef } from 'vue'
import { useConnections } from '../connections.ts'
import { usePreferences } from '../stores/preferences.ts'
import { clockMinutes } from './times.ts'

/** "05:51" while nothing answers; empty while the page is of now. */
export const useOfflineSince = (): ComputedRef<string> => {
  const { freshness } = useConnections()
  const preferences = usePreferences()
  return computed(() =>
    freshness.value.kind === 'offline' ? clockMinutes(freshness.value.since, preferences.timeZone) : '',
  )
}
