import { onScopeDispose, type Ref, ref } from 'vue'
import { useRouter } from 'vue-router'

/** Asks before the page is left while something is written; the browser asks by itself when the tab is closed. */
export const useLeaveGuard = (isWritten: Readonly<Ref<boolean>>) => {
  const router = useRouter()
  const asks = ref(false)
  let wanted: string | null = null
  let isMeant = false
  const stop = router.beforeEach((to, from) => {
    // Whoever is signed out is led away whatever they have written.
    if (isMeant || !isWritten.value || to.name === from.name || to.meta.isPublic === true) return true
    wanted = to.fullPath
    asks.value = true
    return false
  })
  const beforeUnload = (event: BeforeUnloadEvent) => {
    if (isWritten.value) event.preventDefault()
  }
  addEventListener('beforeunload', beforeUnload)
  onScopeDispose(() => {
    stop()
    removeEventListener('beforeunload', beforeUnload)
  })
  return {
    asks,
    leave() {
      asks.value = false
      isMeant = true
      if (wanted !== null) void router.push(wanted)
    },
  }
}
