type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

const isField = (target: EventTarget | null): target is Field =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
const isTicked = (field: Field): field is HTMLInputElement =>
  field instanceof HTMLInputElement && (field.type === 'checkbox' || field.type === 'radio')
const stateOf = (field: Field): string => (isTicked(field) ? String(field.checked) : field.value)
/** Some browsers do not focus a box that is ticked with the mouse: it was then the other way round before. */
const unseen = (field: Field): string => (isTicked(field) ? String(!field.checked) : '')

/** Knows whether a person has changed fields of a form that are still there. Its listeners go on an element around them. */
export const useWritten = () => {
  const before = new Map<Field, string>()
  return {
    onFocusin({ target }: Event) {
      if (isField(target) && !before.has(target)) before.set(target, stateOf(target))
    },
    onInput({ target }: Event) {
      if (isField(target) && !before.has(target)) before.set(target, unseen(target))
    },
    isWritten: (): boolean => [...before].some(([field, state]) => field.isConnected && stateOf(field) !== state),
    forget: (): void => before.clear(),
  }
}
