import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { accountCalls, type OwnEntry } from '../../api/accountCalls.ts'
import { ApiError } from '../../api/problem.ts'
import { useConnections } from '../../connections.ts'

export interface OwnLogRange {
  /** The first and last day, as a date field has them: `2026-11-29`, or empty. */
  from: string
  to: string
}

export interface OwnLog {
  entries: Readonly<ShallowRef<readonly OwnEntry[] | null>>
  failure: Readonly<ShallowRef<ApiError | null>>
  hasOlder: Readonly<Ref<boolean>>
  isBusy: Readonly<Ref<boolean>>
  readOlder(): Promise<void>
  readAnew(): Promise<void>
}

/** A person's own log, newest first, a page at a time. `instantOf`: the beginning of a day; the second argument moves it by days. */
export const useOwnLog = (
  about: 'sessions' | 'account',
  range: OwnLogRange,
  instantOf: (day: string, later: number) => string | null,
): OwnLog => {
  const calls = accountCalls(useConnections().http)
  const entries = shallowRef<readonly OwnEntry[] | null>(null)
  const failure = shallowRef<ApiError | null>(null)
  const cursor = ref<string | null>(null)
  const hasOlder = ref(false)
  const isBusy = ref(false)
  let reading = new AbortController()

  const read = async (before: readonly OwnEntry[]) => {
    reading.abort()
    reading = new AbortController()
    const { signal } = reading
    isBusy.value = true
    failure.value = null
    try {
      const asked = { about, from: instantOf(range.from, 0), to: instantOf(range.to, 1), cursor: cursor.value }
      const page = await calls.log(asked, signal)
      entries.value = [...before, ...page.items]
      cursor.value = page.nextCursor
      hasOlder.value = page.nextCursor !== null
    } catch (error) {
      if (!signal.aborted && error instanceof ApiError) failure.value = error
    } finally {
      if (!signal.aborted) isBusy.value = false
    }
  }
  const readAnew = () => {
    cursor.value = null
    return read([])
  }
  watch(range, readAnew, { immediate: true })
  onScopeDispose(() => reading.abort())
  return { entries, failure, hasOlder, isBusy, readAnew, readOlder: () => read(entries.value ?? []) }
}
