import { onMounted, onUnmounted } from 'vue'
import { isKeyTaken } from './takenKeys.ts'

/** `g`, then a letter within a second. The second key is taken before any other meaning it has on the page. */
export const useGoKeys = (goes: Readonly<Record<string, () => void>>): void => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const forget = () => {
    clearTimeout(timer)
    timer = undefined
  }
  const onKey = (event: KeyboardEvent) => {
    if (isKeyTaken(event)) return
    if (timer === undefined) {
      if (event.key === 'g') timer = setTimeout(forget, 1000)
      return
    }
    forget()
    const go = goes[event.key]
    if (go === undefined) return
    event.preventDefault()
    event.stopPropagation()
    go()
  }
  onMounted(() => window.addEventListener('keydown', onKey, true))
  onUnmounted(() => window.removeEventListener('keydown', onKey, true))
}
