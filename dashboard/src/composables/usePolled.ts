import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { ApiError } from '../api/problem.ts'

export interface Polled<Value> {
  readonly value: Readonly<ShallowRef<Value | null>>
  readonly error: Readonly<ShallowRef<ApiError | null>>
  retry(): void
}

/** Reads again `everyMs` after each answer, as long as the page shows; an answer that a later read overtook is dropped. What was read stays when a later read fails. */
export const usePolled = <Value>(read: (signal: AbortSignal) => Promise<Value>, everyMs: number): Polled<Value> => {
  const value: ShallowRef<Value | null> = shallowRef(null)
  const error = shallowRef<ApiError | null>(null)
  const controller = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let newest = 0
  const poll = async () => {
    clearTimeout(timer)
    const asked = (newest += 1)
    try {
      const answer = await read(controller.signal)
      if (asked !== newest) return
      value.value = answer
      error.value = null
    } catch (failure) {
      if (asked !== newest) return
      if (failure instanceof ApiError) error.value = failure
    }
    if (!controller.signal.aborted) timer = setTimeout(() => void poll(), everyMs)
  }
  void poll()
  onScopeDispose(() => {
    controller.abort()
    clearTimeout(timer)
  })
  return { value, error, retry: () => void poll() }
}
