import { type Ref, ref, shallowRef, watch } from 'vue'
import type { Blocked, BlockPreview } from '../../api/containment.ts'
import { ApiError } from '../../api/problem.ts'
import { mistakeWords } from '../../composables/mistakeWords.ts'
import { refusalWords } from '../../composables/refusalWords.ts'
import { useThrottled } from '../../composables/useThrottled.ts'

const askAtMostEveryMs = 400

const wordsOf = (error: unknown): string => {
  const [mistake] = error instanceof ApiError ? error.errors : []
  return mistake === undefined ? refusalWords(error) : mistakeWords(mistake)
}

/** What a block would end, asked for anew whenever something else is typed. Answers to what was typed before are dropped. */
export const useBlockPreview = (blocked: Readonly<Ref<Blocked>>, ask: (blocked: Blocked) => Promise<BlockPreview>) => {
  const preview = shallowRef<BlockPreview | null>(null)
  /** Why there is none, in words; empty: nothing is wrong. */
  const mistake = ref('')
  let latest = 0
  const look = async () => {
    const mine = (latest += 1)
    if (blocked.value.value === '') return
    const [seen, wrong] = await ask(blocked.value).then(
      (answer) => [answer, ''] as const,
      (error: unknown) => [null, wordsOf(error)] as const,
    )
    if (mine === latest) [preview.value, mistake.value] = [seen, wrong]
  }
  const lookSoon = useThrottled(() => void look(), askAtMostEveryMs)
  const changed = () => {
    latest += 1
    ;[preview.value, mistake.value] = [null, '']
    lookSoon()
  }
  watch(blocked, changed, { immediate: true })
  return { preview, mistake }
}
