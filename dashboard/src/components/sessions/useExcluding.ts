import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import { withoutEach } from '#events/filter/edits.ts'
import { countSessions, type SessionCount } from '../../api/sessions.ts'
import { useConnections } from '../../connections.ts'
import { askedFilter } from './shownSessions.ts'
import type { Shown } from './sessionColumns.ts'

/** The term of a filter without which most sessions would be found. */
export interface Excluding {
  term: string
  without: string
  found: SessionCount
}

const mostTerms = 8

/** Looks for the term that excludes most sessions, while the list is empty. */
export const useExcluding = (
  isEmpty: Readonly<Ref<boolean>>,
  filter: Readonly<Ref<string>>,
  shown: Readonly<Ref<Shown>>,
) => {
  const { http } = useConnections()
  const excluding = shallowRef<Excluding | null>(null)
  let asking = new AbortController()
  const look = async () => {
    asking.abort()
    asking = new AbortController()
    excluding.value = null
    if (!isEmpty.value || filter.value === '') return
    const { signal } = asking
    const terms = withoutEach(filter.value).slice(0, mostTerms)
    const counted = await Promise.all(
      terms.map(async ({ term, without }) => {
        const found = await countSessions(http, askedFilter(without, shown.value), signal)
        return { term, without, found }
      }),
    ).catch(() => [])
    const most = counted.toSorted((a, b) => b.found.total - a.found.total)[0]
    if (!signal.aborted && most !== undefined && most.found.total > 0) excluding.value = most
  }
  watch([isEmpty, filter, shown], look, { immediate: true })
  onScopeDispose(() => asking.abort())
  return excluding
}
