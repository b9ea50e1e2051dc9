import { computed, onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import { useListMemory } from './listMemory.ts'
import { pillOf } from './pill.ts'
import type { ListAsked, RowKind } from './rowKind.ts'
import { useListedRows } from './useListedRows.ts'
import { useRowSelection } from './useRowSelection.ts'

export interface LiveListOptions<Row> {
  /** Tells the lists of the dashboard apart: each finds its place again. */
  name: string
  kind: RowKind<Row>
  /** Null while the filter cannot be read: the last list stays. */
  asked: Readonly<Ref<ListAsked | null>>
  pageSize?: number
  mostRows?: number
}

/**
 * A list that reads itself page by page, changes in place, waits with what is new while the person holds it, and keeps
 * selection and place when its page is left and opened again. LiveTable draws it.
 */
export const useLiveList = <Row>({ name, kind, asked, pageSize = 200, mostRows }: LiveListOptions<Row>) => {
  const memory = useListMemory(name)
  const before = memory.recall(asked.value)
  /** The pointer is over the rows, or they are scrolled. */
  let isHeld = false
  let top = before?.top ?? 0
  const listed = useListedRows({
    kind,
    asked,
    pageSize,
    loadedBefore: before?.loaded ?? 0,
    isHolding: (): boolean => isHeld || !selection.isEmpty.value,
    ...(mostRows === undefined ? {} : { mostRows }),
  })
  const { rows, version, failure, isReady, isReplacing, unapplied, find } = listed
  const isSelectable = kind.isSelectable ?? (() => false)
  const selection = useRowSelection({ rows, version, find, isSelectable, initial: before?.selection })
  /** Id of the row the keys are on. It is a row, not a place: wherever the row goes, the cursor goes with it. */
  const cursor = shallowRef(before?.cursor ?? null)

  watch(listed.listed, (now, was) => {
    // The person chose everything of the old filter, not of the new one.
    if (was !== null && now?.filter !== was.filter && selection.current.value.kind === 'filter') selection.clear()
  })
  watch(listed.arranged, () => {
    top = 0
    cursor.value = null
  })
  onScopeDispose(() => {
    if (listed.listed.value === null) return
    const place = { selection: selection.current.value, cursor: cursor.value, loaded: rows.value.length, top }
    memory.keep({ asked: listed.listed.value, ...place })
  })
  return {
    ...listed,
    idOf: kind.idOf,
    selection,
    cursor,
    pill: computed(() => pillOf(listed.unsettled.value)),
    /** The list was read and has no rows. */
    isEmpty: computed(
      () =>
        isReady.value &&
        !isReplacing.value &&
        rows.value.length === 0 &&
        failure.value === null &&
        unapplied.value === null,
    ),
    /** The first rows of those that the filter finds, and whether there are no others. */
    loaded(most: number) {
      const looked = rows.value.slice(0, most)
      return {
        rows: looked.filter((one) => !one.left).map((one) => one.row),
        isAll: !listed.hasMore.value && looked.length === rows.value.length,
      }
    },
    /** How far the rows were scrolled when the list was left. */
    top: () => top,
    hold(held: boolean, scrolled: number) {
      isHeld = held
      top = scrolled
    },
  }
}
export type LiveList<Row> = ReturnType<typeof useLiveList<Row>>
