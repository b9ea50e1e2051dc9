import { computed, shallowRef, watch, type Ref } from 'vue'
import type { ListedRow } from './liveRows.ts'
import {
  headerState,
  isEmpty,
  isSelected,
  keepOnly,
  nothingSelected,
  selectRange,
  toggle,
  toggleAll,
  type Selection,
} from './selection.ts'

export interface SelectionOptions<Row> {
  rows: Readonly<Ref<readonly ListedRow<Row>[]>>
  /** Grows with every change, in place ones too. */
  version: Readonly<Ref<number>>
  find(id: string): ListedRow<Row> | undefined
  isSelectable(row: Row): boolean
  /** What was chosen when the list was left. */
  initial: Selection | undefined
}

/** The rows a person has chosen of a list. Rows that can no longer be chosen are removed. */
export const useRowSelection = <Row>({ rows, version, find, isSelectable, initial }: SelectionOptions<Row>) => {
  const selection = shallowRef<Selection>(initial ?? nothingSelected)
  const shownIds = () => rows.value.filter((one) => isSelectable(one.row)).map((one) => one.id)
  const isIdSelectable = (id: string) => {
    const one = find(id)
    return one !== undefined && isSelectable(one.row)
  }
  watch(version, () => {
    selection.value = keepOnly(selection.value, isIdSelectable)
  })
  const ids = computed(() => (selection.value.kind === 'rows' ? [...selection.value.ids] : []))
  return {
    current: selection,
    ids,
    isSelectable,
    isEmpty: computed(() => isEmpty(selection.value)),
    /** The chosen rows that are loaded. */
    rows: computed(() => ids.value.flatMap((id) => find(id)?.row ?? [])),
    header: computed(() => {
      void version.value
      // While nothing is chosen there is no need to look through all rows.
      return isEmpty(selection.value) ? 'none' : headerState(selection.value, shownIds())
    }),
    isSelected: (id: string) =>
      isSelected(selection.value, id) && (selection.value.kind === 'rows' || isIdSelectable(id)),
    select(id: string, range: boolean) {
      if (!isIdSelectable(id)) return
      selection.value = range ? selectRange(selection.value, id, shownIds()) : toggle(selection.value, id, shownIds())
    },
    selectAll() {
      selection.value = toggleAll(selection.value, shownIds())
    },
    selectFilter() {
      selection.value = { kind: 'filter' }
    },
    clear() {
      selection.value = nothingSelected
    },
  }
}
