import { computed, nextTick } from 'vue'
import { useHotkeys } from '../../composables/useHotkeys.ts'
import type { LiveList } from './useLiveList.ts'

/** What draws the rows. */
export interface CursorTable<Row> {
  reveal(index: number): void
  focus(): void
  open(row: Row): void
  /** Opens the row's menu under its element. */
  menu(index: number, row: Row): void
}

/** Moves the list's cursor by keys, and does with its row what they say. */
export const useRowCursor = <Row>(list: LiveList<Row>, table: CursorTable<Row>) => {
  const { rows, cursor, selection } = list
  const index = computed(() => (cursor.value === null ? -1 : rows.value.findIndex(({ id }) => id === cursor.value)))

  const moveBy = async (by: number) => {
    const one = rows.value[Math.max(0, Math.min(rows.value.length - 1, index.value + by))]
    if (one === undefined) return
    cursor.value = one.id
    await nextTick()
    table.reveal(index.value)
    table.focus()
  }
  const move = (by: number) => (event: KeyboardEvent) => {
    event.preventDefault()
    void moveBy(by)
  }
  /** A focused button or link keeps its own Enter and space. */
  const onRow = (run: (row: Row) => void) => (event: KeyboardEvent) => {
    const one = rows.value[index.value]
    if (one === undefined || (event.target as Element).closest('button, a') !== null) return
    event.preventDefault()
    run(one.row)
  }
  const select = onRow((row) => selection.select(list.idOf(row), false))
  useHotkeys({
    j: move(1),
    k: move(-1),
    ArrowDown: move(1),
    ArrowUp: move(-1),
    x: select,
    ' ': select,
    Enter: onRow(table.open),
    m: onRow((row) => table.menu(index.value, row)),
    Escape: () => (selection.isEmpty.value ? (cursor.value = null) : selection.clear()),
  })
  return index
}
