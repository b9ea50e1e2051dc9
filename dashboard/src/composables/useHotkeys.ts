import { onMounted, onUnmounted } from 'vue'
import { isKeyTaken } from './takenKeys.ts'

type Hotkeys = Readonly<Record<string, (event: KeyboardEvent) => void>>

/** Keys that work anywhere on the page while nothing else takes them. */
export const useHotkeys = (hotkeys: Hotkeys): void => {
  const onKey = (event: KeyboardEvent) => {
    const run = hotkeys[event.key]
    if (run !== undefined && !isKeyTaken(event)) run(event)
  }
  onMounted(() => window.addEventListener('keydown', onKey))
  onUnmounted(() => window.removeEventListener('keydown', onKey))
}
