import { computed, onScopeDispose, ref, type ComputedRef } from 'vue'
import { usePreferences } from '../stores/preferences.ts'

/** The theme that shows: the chosen one, else the system's, also when that changes. */
export const useShownTheme = (): ComputedRef<'light' | 'dark'> => {
  const preferences = usePreferences()
  const query = matchMedia('(prefers-color-scheme: dark)')
  const isSystemDark = ref(query.matches)
  const listen = () => {
    isSystemDark.value = query.matches
  }
  query.addEventListener('change', listen)
  onScopeDispose(() => query.removeEventListener('change', listen))
  return computed(() => {
    if (preferences.theme !== 'system') return preferences.theme
    return isSystemDark.value ? 'dark' : 'light'
  })
}
