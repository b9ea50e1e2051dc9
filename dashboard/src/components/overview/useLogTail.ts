import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import type { LogEntry } from '#events/live/rows.ts'
import { tenantCalls } from '../../api/tenantCalls.ts'
import type { ApiError } from '../../api/problem.ts'
import { useConnections } from '../../connections.ts'
import { followValue, type Followed } from '../../realtime/followValue.ts'
import { withEntries } from '../../stores/pulseFolds.ts'
import type { LogScope } from './logScope.ts'

const kept = 40

export interface LogTail {
  entries: ComputedRef<readonly LogEntry[] | null>
  error: ComputedRef<ApiError | null>
  /** Entries that wait while the lines hold still. */
  waiting: ComputedRef<number>
  retry(): void
}

/** The newest entries of a scope. While `isHeld` the lines hold still and newer ones wait. */
export const useLogTail = (scope: Readonly<Ref<LogScope>>, isHeld: Readonly<Ref<boolean>>): LogTail => {
  const { http, live } = useConnections()
  const calls = tenantCalls(http)
  const followed = shallowRef<Followed<readonly LogEntry[]>>()
  const held = shallowRef<readonly LogEntry[] | null>(null)

  const follow = ({ filter, isWanted }: LogScope) => {
    followed.value?.stop()
    held.value = null
    followed.value = followValue<readonly LogEntry[]>(live, {
      read: async (signal) => (await calls.log({ filter, limit: kept }, signal)).items,
      apply: (entries, frames) => withEntries(entries, frames, { kept, isWanted }),
    })
  }
  const current = computed(() => followed.value?.value.value ?? null)
  watch(
    () => scope.value.name,
    () => follow(scope.value),
    { immediate: true },
  )
  watch(isHeld, (hold) => {
    held.value = hold ? current.value : null
  })
  onScopeDispose(() => followed.value?.stop())

  return {
    entries: computed(() => held.value ?? current.value),
    error: computed(() => followed.value?.error.value ?? null),
    waiting: computed(() => {
      const newestShown = held.value?.[0]?.number
      return newestShown === undefined ? 0 : (current.value ?? []).filter((entry) => entry.number > newestShown).length
    }),
    retry: () => void followed.value?.reread(),
  }
}
