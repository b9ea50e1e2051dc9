import { onScopeDispose, type Ref, shallowRef, toRaw, watch } from 'vue'
import type { Policy } from '#events/tenant/policy/sections.ts'
import type { PolicyPreview } from '../../api/policyCalls.ts'
import { ApiError } from '../../api/problem.ts'
import { useThrottled } from '../../composables/useThrottled.ts'

const askAtMostEveryMs = 600

/** What the draft would do to live sessions, asked for anew whenever it changes. `draft` null: there is nothing to ask. */
export const usePolicyPreview = (
  draft: Readonly<Ref<Policy | null>>,
  ask: (policy: Policy, signal: AbortSignal) => Promise<PolicyPreview>,
) => {
  const preview = shallowRef<PolicyPreview | null>(null)
  const failure = shallowRef<ApiError | null>(null)
  /** When it was counted, milliseconds since the epoch by this device. */
  let controller = new AbortController()
  const look = async () => {
    controller.abort()
    const mine = (controller = new AbortController())
    if (draft.value === null) return
    try {
      const seen = await ask(toRaw(draft.value), mine.signal)
      if (!mine.signal.aborted) [preview.value, failure.value] = [seen, null]
    } catch (error) {
      if (!mine.signal.aborted && error instanceof ApiError) failure.value = error
    }
  }
  const lookSoon = useThrottled(() => void look(), askAtMostEveryMs)
  const changed = () => {
    controller.abort()
    ;[preview.value, failure.value] = [null, null]
    lookSoon()
  }
  watch(draft, changed, { deep: true, immediate: true })
  onScopeDispose(() => controller.abort())
  return { preview, failure, look: changed }
}
