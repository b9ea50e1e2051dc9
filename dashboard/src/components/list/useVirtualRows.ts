import { useVirtualizer } from '@tanstack/vue-virtual'
import { computed, watch, type Ref } from 'vue'
import type { ListedRow } from './liveRows.ts'
import type { LiveList } from './useLiveList.ts'

/** Pixels. The head covers the top of the rows, so a row that is scrolled to must stop below it. */
export const headHeight = 31
export const cardHeight = 81
const headingHeight = 28
/** Rows left below those in sight when the next page is asked for. */
const nearEnd = 40

export interface VirtualRowsOptions<Row> {
  list: LiveList<Row>
  scroller: Readonly<Ref<HTMLElement | null>>
  rowHeight: () => number
  /** Zero: there is no head. */
  headHeight: () => number
  headingOf: () => ((row: Row, before: Row | null) => string | null) | undefined
  isDimmed: (one: ListedRow<Row>) => boolean
}

/** The rows in sight, with where they stand; near the end of what is loaded the list is asked for more. */
export const useVirtualRows = <Row>(options: VirtualRowsOptions<Row>) => {
  const { list, scroller, rowHeight, headingOf, isDimmed } = options
  const { rows, version, hasMore } = list
  const headingAt = (index: number): string | null => {
    const one = rows.value[index]
    return one === undefined ? null : (headingOf()?.(one.row, rows.value[index - 1]?.row ?? null) ?? null)
  }
  const virtualizer = useVirtualizer(
    computed(() => ({
      count: rows.value.length,
      getScrollElement: () => scroller.value,
      getItemKey: (index: number) => rows.value[index]?.id ?? index,
      estimateSize: (index: number) => rowHeight() + (headingAt(index) === null ? 0 : headingHeight),
      overscan: 12,
      scrollMargin: options.headHeight(),
      scrollPaddingStart: options.headHeight(),
      initialOffset: list.top(),
    })),
  )
  watch(rowHeight, () => virtualizer.value.measure())
  // A row that got or lost its heading has another height.
  watch(rows, () => (headingOf() === undefined ? undefined : virtualizer.value.measure()))

  const visible = computed(() => {
    void version.value
    const { scrollMargin } = virtualizer.value.options
    return virtualizer.value.getVirtualItems().flatMap(({ index, start: offset }) => {
      const one = rows.value[index]
      if (one === undefined) return []
      const { row, changed } = one
      return [{ one, index, start: offset - scrollMargin, row, changed, heading: headingAt(index), dim: isDimmed(one) }]
    })
  })
  watch(visible, (shown) => {
    if (hasMore.value && (shown.at(-1)?.index ?? 0) >= rows.value.length - nearEnd) void list.readMore()
  })
  return { virtualizer, visible }
}
