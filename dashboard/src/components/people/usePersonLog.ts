import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { LogEntry } from '#events/live/rows.ts'
import type { PersonLog } from '#events/wire/people.ts'
import { personCalls } from '../../api/people.ts'
import { ApiError } from '../../api/problem.ts'
import { useConnections } from '../../connections.ts'

const pageEntries = 50

/** A part of a person's log, page by page; `changes` counts up when its beginning has to be read again. */
export const usePersonLog = (
  asked: { userId: Readonly<Ref<string>>; of: Readonly<Ref<PersonLog>> },
  changes: Readonly<Ref<number>>,
) => {
  const { http } = useConnections()
  /** Null: not loaded yet. */
  const entries = shallowRef<readonly LogEntry[] | null>(null)
  const nextCursor = shallowRef<string | null>(null)
  const failure = shallowRef<ApiError | null>(null)
  let reading = new AbortController()
  onScopeDispose(() => reading.abort())

  /** Entries never change: what was read stays, and newer ones are put before it. */
  const joined = (newest: readonly LogEntry[], known: readonly LogEntry[]): readonly LogEntry[] => {
    const last = newest.at(-1)?.number ?? 0
    return [...newest, ...known.filter(({ number }) => number < last)]
  }
  const read = async (cursor: string | null) => {
    reading.abort()
    reading = new AbortController()
    const { signal } = reading
    try {
      const query = { of: asked.of.value, cursor, limit: pageEntries }
      const page = await personCalls(http, asked.userId.value).log(query, signal)
      if (signal.aborted) return
      const known = entries.value ?? []
      const isLonger = cursor === null && known.length > page.items.length
      entries.value = cursor === null ? joined(page.items, known) : [...known, ...page.items]
      if (!isLonger) nextCursor.value = page.nextCursor
      failure.value = null
    } catch (error) {
      if (error instanceof ApiError && !signal.aborted) failure.value = error
    }
  }
  const begin = () => {
    entries.value = null
    nextCursor.value = null
    void read(null)
  }
  watch([asked.userId, asked.of], begin, { immediate: true })
  watch(changes, () => void read(null))
  return {
    entries,
    failure,
    hasMore: () => nextCursor.value !== null,
    more: () => read(nextCursor.value),
    reread: () => read(null),
  }
}
