import { onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue'
import { policyCalls, type PolicyChange, type PolicyInForce } from '../../api/policyCalls.ts'
import { ApiError } from '../../api/problem.ts'
import { useConnections } from '../../connections.ts'

/** The policy in force, the version that the page shows, and all versions. `version` null: what is in force. */
export const usePolicyPage = (version: Readonly<Ref<number | null>>) => {
  const calls = policyCalls(useConnections().http)
  const inForce = shallowRef<PolicyInForce | null>(null)
  /** An earlier version, while the page shows one. */
  const past = shallowRef<PolicyInForce | null>(null)
  const failure = shallowRef<ApiError | null>(null)
  const changes = shallowRef<readonly PolicyChange[] | null>(null)
  const total = ref<number | null>(null)
  const next = ref<string | null>(null)
  const historyFailure = shallowRef<ApiError | null>(null)
  const controller = new AbortController()
  onScopeDispose(() => controller.abort())

  const caught = (error: unknown, into: typeof failure) => {
    if (error instanceof ApiError) into.value = error
  }
  const read = async () => {
    failure.value = null
    try {
      inForce.value = await calls.read(null, controller.signal)
    } catch (error) {
      caught(error, failure)
    }
  }
  const readPast = async (wanted: number | null) => {
    past.value = null
    if (wanted === null) return
    try {
      const found = await calls.read(wanted, controller.signal)
      if (version.value === wanted) past.value = found
    } catch (error) {
      caught(error, failure)
    }
  }
  const readHistory = async (cursor: string | null = null) => {
    historyFailure.value = null
    try {
      const page = await calls.history(cursor)
      changes.value = cursor === null ? page.items : [...(changes.value ?? []), ...page.items]
      ;[total.value, next.value] = [page.total, page.nextCursor]
    } catch (error) {
      caught(error, historyFailure)
    }
  }
  watch(version, (wanted) => void readPast(wanted), { immediate: true })
  void read()
  void readHistory()
  return {
    inForce,
    past,
    failure,
    history: { changes, total, next, failure: historyFailure, more: () => void readHistory(next.value) },
    reread: () => Promise.all([read(), readPast(version.value), readHistory()]),
  }
}
