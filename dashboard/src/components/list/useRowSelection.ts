import { computed, shallowRef, watch } from 'vue'
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
import type { SessionList } from './useSessionList.ts'

/** Only what is signed in can be chosen: the rest has ended already. */
const isSelectable = (one: ListedRow): boolean => one.row.status === 'active'

/** The rows a person has chosen of a list; what ends by itself is let go. */
export const useSelection = (list: Pick<SessionList, 'rows' | 'version' | 'find'>) => {
  const selection = shallowRef<Selection>(nothingSelected)
  const shownIds = () => list.rows.value.filter(isSelectable).map((one) => one.row.id)
  const selectableId = (id: string) => {
    const one = list.find(id)
    return one !== undefined && isSelectable(one)
  }
  watch(list.version, () => {
    selection.value = keepOnly(selection.value, selectableId)
  })
  const ids = computed(() => (selection.value.kind === 'rows' ? [...selection.value.ids] : []))
  return {
    selection,
    ids,
    isSelectable,
    isEmpty: computed(() => isEmpty(selection.value)),
    users: computed(() => new Set(ids.value.map((id) => list.find(id)?.row.userId)).size),
    header: computed(() => {
      void list.version.value
      // Looking through all rows is spared while nothing is chosen.
      return isEmpty(selection.value) ? 'none' : headerState(selection.value, shownIds())
    }),
    isSelected: (id: string) =>
      isSelected(selection.value, id) && (selection.value.kind === 'rows' || selectableId(id)),
    select(id: string, range: boolean) {
      if (!selectableId(id)) return
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
