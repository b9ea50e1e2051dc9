const takers =
  'input:not([type=checkbox], [type=range]), textarea, select, [contenteditable], [role=dialog], [role=menu]'
const slideKeys: ReadonlySet<string> = new Set([
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
  'PageUp',
  'PageDown',
])

/** Whether another part handles the key: a field, a dialog or menu, a slider, or the browser itself. */
export const isKeyTaken = (event: KeyboardEvent): boolean => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true
  if (!(event.target instanceof Element)) return false
  if (event.target.matches('input[type=range]') && slideKeys.has(event.key)) return true
  return event.target.closest(takers) !== null
}
