import { computed, type Ref, shallowRef } from 'vue'
import { ApiError } from '../api/problem.ts'

/** What an action would do, asked for before it is confirmed. `look` asks anew. */
export const usePreview = <Preview>(ask: () => Promise<Preview>) => {
  const preview: Ref<Preview | null> = shallowRef(null)
  const failure = shallowRef<ApiError | null>(null)
  const look = async (): Promise<void> => {
    failure.value = null
    preview.value = null
    try {
      preview.value = await ask()
    } catch (error) {
      if (error instanceof ApiError) failure.value = error
    }
  }
  void look()
  /** Why nothing can be confirmed yet; empty: it can. */
  const whyNot = computed(() => {
    if (failure.value !== null) return 'What it hits could not be counted.'
    return preview.value === null ? 'Counting what it hits.' : ''
  })
  return { preview, failure, look, whyNot }
}
