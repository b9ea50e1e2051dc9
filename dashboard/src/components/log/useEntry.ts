import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { LogEntry } from '#events/live/rows.ts'
import { ApiError } from '../../api/problem.ts'
import { tenantCalls } from '../../api/tenantCalls.ts'
import { useConnections } from '../../connections.ts'

/** The entry that the address names: of the list where it holds it, else read by its id. */
export const useEntry = (id: Readonly<Ref<string | null>>, listed: (id: string) => LogEntry | undefined) => {
  const { http } = useConnections()
  const entry = shallowRef<LogEntry | null>(null)
  const isMissing = shallowRef(false)
  const failure = shallowRef<ApiError | null>(null)
  let reading = new AbortController()

  const read = async () => {
    reading.abort()
    reading = new AbortController()
    const { signal } = reading
    const wanted = id.value
    entry.value = wanted === null ? null : (listed(wanted) ?? null)
    isMissing.value = false
    failure.value = null
    if (wanted === null || entry.value !== null) return
    try {
      const { items } = await tenantCalls(http).log({ filter: `id:${wanted}`, cursor: null, limit: 1 }, signal)
      if (signal.aborted) return
      entry.value = items[0] ?? null
      isMissing.value = items.length === 0
    } catch (error) {
      if (error instanceof ApiError && !signal.aborted) failure.value = error
    }
  }
  watch(id, read, { immediate: true })
  onScopeDispose(() => reading.abort())
  return { entry, isMissing, failure, reread: read }
}
