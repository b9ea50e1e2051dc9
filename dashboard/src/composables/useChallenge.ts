import { computed, watch } from 'vue'
import { useClock } from './useNow.ts'

/** How long something is still good that ends at `expiresAt`; `onOver` is called once it is not. */
export const useChallenge = (expiresAt: () => string, onOver: () => void) => {
  const now = useClock()
  const leftMs = computed(() => Math.max(0, Date.parse(expiresAt()) - now.value))
  watch(leftMs, (left) => {
    if (left === 0) onOver()
  })
  /** "4:12". */
  const left = computed(() => {
    const seconds = Math.ceil(leftMs.value / 1000)
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  })
  return { left }
}
