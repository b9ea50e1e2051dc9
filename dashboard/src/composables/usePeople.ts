import { onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { peopleCalls, type Person } from '../api/people.ts'
import { ApiError } from '../api/problem.ts'
import { useConnections } from '../connections.ts'

export interface People {
  /** Null: not loaded yet. */
  readonly people: Readonly<ShallowRef<readonly Person[] | null>>
  readonly total: Readonly<ShallowRef<number | null>>
  /** There are more pages. */
  readonly hasMore: () => boolean
  readonly error: Readonly<ShallowRef<ApiError | null>>
  /** Reads from the first page; `minPosition`: until the list shows that. */
  reload(minPosition?: string | null): Promise<void>
  more(): Promise<void>
}

/**
 * Pages of people that a filter matches, read again when people were erased. What was read stays
 * when a later read fails.
 */
export const usePeople = (filter: Readonly<Ref<string>>): People => {
  const { http, live } = useConnections()
  const calls = peopleCalls(http)
  const people: ShallowRef<readonly Person[] | null> = shallowRef(null)
  const total = shallowRef<number | null>(null)
  const nextCursor = shallowRef<string | null>(null)
  const error = shallowRef<ApiError | null>(null)
  let asking = new AbortController()

  const read = async (query: { cursor?: string; minPosition?: string | null }) => {
    asking.abort()
    asking = new AbortController()
    const { signal } = asking
    try {
      const page = await calls.list({ filter: filter.value, ...query }, signal)
      if (signal.aborted) return
      people.value = query.cursor === undefined ? page.items : [...(people.value ?? []), ...page.items]
      ;[total.value, nextCursor.value, error.value] = [page.total, page.nextCursor, null]
    } catch (failure) {
      if (failure instanceof ApiError) error.value = failure
    }
  }
  const reload = (minPosition: string | null = null) => read({ minPosition })
  watch(filter, () => void reload(), { immediate: true })
  onScopeDispose(live.onErased(() => void reload()))
  onScopeDispose(() => asking.abort())
  return {
    people,
    total,
    error,
    hasMore: () => nextCursor.value !== null,
    reload,
    more: async () => {
      if (nextCursor.value !== null) await read({ cursor: nextCursor.value })
    },
  }
}
