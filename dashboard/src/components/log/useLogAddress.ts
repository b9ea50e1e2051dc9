import { computed } from 'vue'
import { useRoute, useRouter, type LocationQueryRaw } from 'vue-router'
import { parseFilter } from '#events/filter/parseFilter.ts'
import { useFilterAddress } from '../../composables/useFilterAddress.ts'
import { useConnections } from '../../connections.ts'
import { askedOfLog, logParts, logRanges } from './logParts.ts'

/** The whole view of the log, held by the address: filter, part, range, and the entry that is open. */
export const useLogAddress = () => {
  const route = useRoute()
  const router = useRouter()
  const { serverClock } = useConnections()
  const { filter, fields, show, pivot } = useFilterAddress()

  const part = computed(() => logParts.find(({ name }) => name === route.query['part']) ?? logParts[0]!)
  const range = computed(() => logRanges.find(({ name }) => name === route.query['since']) ?? logRanges[0]!)
  const parsed = computed(() => parseFilter(filter.value, { fields: fields.value, now: serverClock.now() }))
  const queryWith = (query: LocationQueryRaw): LocationQueryRaw => ({ ...route.query, ...query })
  const entryId = computed(() => (typeof route.query['entry'] === 'string' ? route.query['entry'] : null))
  return {
    filter,
    part,
    range,
    parsed,
    fields,
    entryId,
    /** Null: the filter cannot be read. */
    asked: computed(() => (parsed.value.ok ? askedOfLog(filter.value, part.value.term, range.value.term) : null)),
    show,
    pivot,
    queryWith,
    showSince: (name: string) => void router.push({ query: queryWith({ since: name === '' ? undefined : name }) }),
    /** Null: none is open any more. */
    open: (id: string | null) => void router.replace({ query: queryWith({ entry: id ?? undefined }) }),
    /** Everything again: no filter, no part, no range. */
    clear: () => void router.push({ name: 'log' }),
  }
}
