import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { mistakeWords } from './mistakeWords.ts'
import { refusalWords } from './refusalWords.ts'
import { ApiError } from '../api/problem.ts'

export interface Submit {
  /** Answers whether it was accepted. */
  run(): Promise<boolean>
  readonly isBusy: Readonly<Ref<boolean>>
  /** What was refused, in words; empty: nothing. */
  readonly refusal: Readonly<Ref<string>>
  /** Mistakes by the body's field, e.g. `admin.email`. */
  readonly mistakes: Readonly<ShallowRef<Readonly<Record<string, string>>>>
}

const mistakesOf = (error: unknown): Record<string, string> =>
  error instanceof ApiError
    ? Object.fromEntries(error.errors.map((mistake) => [mistake.path.replace(/^body\./, ''), mistakeWords(mistake)]))
    : {}

/** Sends a form once at a time and keeps what was refused. */
export const useSubmit = (send: () => Promise<void>): Submit => {
  const isBusy = ref(false)
  const refusal = ref('')
  const mistakes = shallowRef<Readonly<Record<string, string>>>({})
  const run = async () => {
    if (isBusy.value) return false
    isBusy.value = true
    refusal.value = ''
    mistakes.value = {}
    try {
      await send()
      return true
    } catch (error) {
      mistakes.value = mistakesOf(error)
      // Mistakes of single fields are shown beside the fields.
      refusal.value = Object.keys(mistakes.value).length === 0 ? refusalWords(error) : ''
      return false
    } finally {
      isBusy.value = false
    }
  }
  return { run, isBusy, refusal, mistakes }
}
