/** What the person has chosen: rows one by one, or everything the filter matches, loaded or not. */
export type Selection = { kind: 'rows'; ids: ReadonlySet<string>; anchor: string | null } | { kind: 'filter' }

export const nothingSelected: Selection = { kind: 'rows', ids: new Set(), anchor: null }

export const isSelected = (selection: Selection, id: string): boolean =>
  selection.kind === 'filter' || selection.ids.has(id)

export const isEmpty = (selection: Selection): boolean => selection.kind === 'rows' && selection.ids.size === 0

/** Chosen rows among those on screen; with `filter`, all of them. */
const idsOf = (selection: Selection, shown: readonly string[]): Set<string> =>
  new Set(selection.kind === 'filter' ? shown : selection.ids)

export const toggle = (selection: Selection, id: string, shown: readonly string[]): Selection => {
  const ids = idsOf(selection, shown)
  if (!ids.delete(id)) ids.add(id)
  return { kind: 'rows', ids, anchor: id }
}

/** Shift-click: everything between the last row touched and this one, in the order on screen. */
export const selectRange = (selection: Selection, id: string, shown: readonly string[]): Selection => {
  const anchor = selection.kind === 'rows' ? selection.anchor : null
  const from = anchor === null ? -1 : shown.indexOf(anchor)
  const to = shown.indexOf(id)
  if (from === -1 || to === -1) return toggle(selection, id, shown)
  const ids = idsOf(selection, shown)
  for (const between of shown.slice(Math.min(from, to), Math.max(from, to) + 1)) ids.add(between)
  return { kind: 'rows', ids, anchor }
}

/** The box in the header chooses all loaded rows or, when all are chosen, none. */
export const toggleAll = (selection: Selection, shown: readonly string[]): Selection =>
  headerState(selection, shown) === 'all' ? nothingSelected : { kind: 'rows', ids: new Set(shown), anchor: null }

export const headerState = (selection: Selection, shown: readonly string[]): 'none' | 'some' | 'all' => {
  if (isEmpty(selection)) return 'none'
  return shown.length > 0 && shown.every((id) => isSelected(selection, id)) ? 'all' : 'some'
}

/** Removes rows that can no longer be chosen. Answers the same object when nothing changes. */
export const keepOnly = (selection: Selection, selectable: (id: string) => boolean): Selection => {
  if (selection.kind === 'filter') return selection
  const ids = new Set([...selection.ids].filter(selectable))
  return ids.size === selection.ids.size ? selection : { ...selection, ids }
}
