import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { filterFields } from '#events/filter/fields.ts'
import { pivotFilter } from '#events/filter/edits.ts'

export interface FilterAddress {
  /** The filter the address holds, as it was written. */
  filter: ComputedRef<string>
  /** Puts a filter into the address; from any other page this leads to the sessions. */
  show(filter: string): void
  /** Asks for one value, or excludes it. */
  pivot(key: string, value: string, negated?: boolean): void
}

/** One filter for all pages, held by the address. */
export const useFilterAddress = (): FilterAddress => {
  const route = useRoute()
  const router = useRouter()
  const filter = computed(() => (typeof route.query['filter'] === 'string' ? route.query['filter'] : ''))
  const show = (next: string) => {
    const { filter: _, ...rest } = route.name === 'sessions' ? route.query : {}
    const query = next === '' ? rest : { ...rest, filter: next }
    if (route.name !== 'sessions' || next !== filter.value) void router.push({ name: 'sessions', query })
  }
  return {
    filter,
    show,
    pivot: (key, value, negated = false) =>
      show(pivotFilter(filter.value, { key, value, negated, fields: filterFields.sessions })),
  }
}
