const takers = 'input:not([type=checkbox]), textarea, select, [contenteditable], [role=dialog], [role=menu]'

/** Typing goes to the field, keys inside a dialog or menu to it, and the browser keeps its own. */
export const isKeyTaken = (event: KeyboardEvent): boolean => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true
  return event.target instanceof Element && event.target.closest(takers) !== null
}
