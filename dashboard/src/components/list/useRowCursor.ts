import { computed, nextTick, shallowRef, type Ref } from 'vue'
import type { SessionRow } from '#events/live/rows.ts'
import { useHotkeys } from '../../composables/useHotkeys.ts'
import type { ListedRow } from './liveRows.ts'

/** The element that draws the rows. */
export interface RowTable {
  reveal(index: number): void
  focus(): void
}

export interface RowActions {
  open(id: string): void
  select(id: string): void
  /** Opens the row's menu under its element. */
  menu(element: Element, row: SessionRow): void
  /** Escape. */
  leave(): void
}

/** The row that keys are on. It is a session, not a place: wherever the row goes, the cursor goes with it. */
export const useRowCursor = (
  rows: Readonly<Ref<readonly ListedRow[]>>,
  table: Readonly<Ref<RowTable | null>>,
  actions: RowActions,
) => {
  const id = shallowRef<string | null>(null)
  const index = computed(() => (id.value === null ? -1 : rows.value.findIndex((one) => one.row.id === id.value)))

  const moveBy = async (by: number) => {
    const one = rows.value[Math.max(0, Math.min(rows.value.length - 1, index.value + by))]
    if (one === undefined) return
    id.value = one.row.id
    await nextTick()
    table.value?.reveal(index.value)
    table.value?.focus()
  }
  const move = (by: number) => (event: KeyboardEvent) => {
    event.preventDefault()
    void moveBy(by)
  }
  /** A focused button or link keeps its own Enter and space. */
  const onRow = (run: (row: SessionRow) => void) => (event: KeyboardEvent) => {
    const one = rows.value[index.value]
    if (one === undefined || (event.target as Element).closest('button, a') !== null) return
    event.preventDefault()
    run(one.row)
  }
  const menu = (row: SessionRow) => {
    const element = document.querySelector(`#session-row-${index.value}`)
    if (element !== null) actions.menu(element, row)
  }
  useHotkeys({
    j: move(1),
    k: move(-1),
    ArrowDown: move(1),
    ArrowUp: move(-1),
    x: onRow((row) => actions.select(row.id)),
    ' ': onRow((row) => actions.select(row.id)),
    Enter: onRow((row) => actions.open(row.id)),
    m: onRow(menu),
    Escape: () => actions.leave(),
  })
  return {
    index,
    at(sessionId: string | null) {
      id.value = sessionId
    },
    clear() {
      id.value = null
    },
  }
}
