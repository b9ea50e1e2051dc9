import { defineStore } from 'pinia'
import { computed, ref, watch, watchEffect } from 'vue'
import { defaultPreferences, zoneOfDevice, type Preferences } from '#events/user/preferences.ts'
import { accountCalls } from '../api/accountCalls.ts'
import { localTimeZone } from '../components/shell/userWords.ts'
import { timeLanguage } from '../composables/times.ts'
import { useConnections } from '../connections.ts'

const key = 'rollcall.preferences'

/**
 * How pages look to a person. The browser keeps it, so that a page looks right at once; the server keeps it for the person, in
 * whatever browser. Nothing here is secret.
 */
export const usePreferences = defineStore('preferences', () => {
  const { memory, http, access } = useConnections()
  const calls = accountCalls(http)
  const chosen = ref<Preferences>({ ...defaultPreferences, ...memory.read<Partial<Preferences>>(key) })
  watchEffect(() => {
    const { theme, rowHeight, timeLanguage: language } = chosen.value
    const root = document.documentElement
    if (theme === 'system') delete root.dataset['theme']
    else root.dataset['theme'] = theme
    root.dataset['rows'] = rowHeight
    timeLanguage.value = language
    memory.write(key, chosen.value)
  })
  const isSignedIn = () => access.state.value.kind === 'signedIn'
  /** What the person has set elsewhere. Who cannot be asked now is asked at the next look. */
  const adopt = async () => {
    if (!isSignedIn()) return
    const answer = await calls.readPreferences().catch(() => null)
    if (answer === null || !answer.isSet) return
    const { isSet: _isSet, ...preferences } = answer
    chosen.value = preferences
  }
  const sessionId = () => (access.state.value.kind === 'signedIn' ? access.state.value.grant.session.id : null)
  watch(sessionId, () => void adopt(), { immediate: true })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void adopt()
  })
  /** Holds here at once. Rejects when the server did not take it. */
  const change = async (changed: Partial<Preferences>): Promise<void> => {
    chosen.value = { ...chosen.value, ...changed }
    if (isSignedIn()) await calls.changePreferences(chosen.value)
  }
  const one = <Name extends keyof Preferences>(name: Name) =>
    computed({
      get: () => chosen.value[name],
      set: (value) => void change({ [name]: value }).catch(() => undefined),
    })
  return {
    chosen,
    change,
    theme: one('theme'),
    rowHeight: one('rowHeight'),
    /** The zone that times are shown in. */
    timeZone: computed({
      get: () => (chosen.value.timeZone === zoneOfDevice ? localTimeZone() : chosen.value.timeZone),
      set: (timeZone) => void change({ timeZone }).catch(() => undefined),
    }),
  }
})
