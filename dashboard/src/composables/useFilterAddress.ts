import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { filterFields, type FilterFields } from '#events/filter/fields.ts'
import { pivotFilter } from '#events/filter/edits.ts'

export interface FilterAddress {
  /** The filter the address holds, as it was written. */
  filter: ComputedRef<string>
  /** The page whose rows it finds: this one if it has rows, else the sessions. */
  target: ComputedRef<'sessions' | 'log'>
  /** The keys of those rows. */
  fields: ComputedRef<FilterFields>
  /** The rows are on this page. */
  isHere: ComputedRef<boolean>
  /** Puts a filter into the address; from a page without rows this leads to the sessions. */
  show(filter: string): void
  /** Asks for one value, or excludes it. */
  pivot(key: string, value: string, negated?: boolean): void
}

/** One filter for all pages, held by the address. */
export const useFilterAddress = (): FilterAddress => {
  const route = useRoute()
  const router = useRouter()
  const filter = computed(() => (typeof route.query['filter'] === 'string' ? route.query['filter'] : ''))
  const target = computed(() => (route.name === 'log' ? 'log' : 'sessions'))
  const fields = computed(() => filterFields[target.value])
  const isHere = computed(() => route.name === target.value)
  const show = (next: string) => {
    const { filter: _, ...rest } = isHere.value ? route.query : {}
    const query = next === '' ? rest : { ...rest, filter: next }
    if (!isHere.value || next !== filter.value) void router.push({ name: target.value, query })
  }
  return {
    filter,
    target,
    fields,
    isHere,
    show,
    pivot: (key, value, negated = false) =>
      show(pivotFilter(filter.value, { key, value, negated, fields: fields.value })),
  }
}
