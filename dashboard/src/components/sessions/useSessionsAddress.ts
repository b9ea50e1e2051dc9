import { computed } from 'vue'
import { useRoute, useRouter, type LocationQueryRaw } from 'vue-router'
import { filterFields } from '#events/filter/fields.ts'
import { parseFilter } from '#events/filter/parseFilter.ts'
import { useFilterAddress } from '../../composables/useFilterAddress.ts'
import { useConnections } from '../../connections.ts'
import { defaultSort, sortsOf, type Shown } from './sessionColumns.ts'
import { askedFilter, shownByDefault } from './shownSessions.ts'

const choices: readonly Shown[] = ['open', 'ended', 'all']

/** The whole view of the page, held by the address: filter, order, which sessions. */
export const useSessionsAddress = () => {
  const route = useRoute()
  const router = useRouter()
  const { serverClock } = useConnections()
  const { filter, show, pivot } = useFilterAddress()

  const shown = computed(() => choices.find((choice) => choice === route.query['show']) ?? shownByDefault(filter.value))
  const sort = computed(
    () => sortsOf(shown.value).find((key) => key === route.query['sort']) ?? defaultSort(shown.value),
  )
  const parsed = computed(() => parseFilter(filter.value, { fields: filterFields.sessions, now: serverClock.now() }))
  const change = (query: LocationQueryRaw) => {
    void router.push({ name: 'sessions', query: { ...route.query, ...query } })
  }
  return {
    filter,
    shown,
    sort,
    parsed,
    /** Null: the filter cannot be read. */
    asked: computed(() => (parsed.value.ok ? askedFilter(filter.value, shown.value) : null)),
    show,
    pivot,
    showOnly: (next: Shown) => change({ show: next, sort: undefined }),
    sortBy: (next: string) => change({ sort: next }),
  }
}
