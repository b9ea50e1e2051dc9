import { onScopeDispose } from 'vue'

/** Runs at most once in `everyMs`, and always once more after the last call. */
export const useThrottled = (run: () => void, everyMs: number): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isDue = false
  const runAndWait = () => {
    isDue = false
    run()
    timer = setTimeout(() => {
      timer = undefined
      if (isDue) runAndWait()
    }, everyMs)
  }
  onScopeDispose(() => clearTimeout(timer))
  return () => {
    isDue = true
    if (timer === undefined) runAndWait()
  }
}
