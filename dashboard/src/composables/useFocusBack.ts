/** Gets the focus when the element that had it is gone: the page's rows, else the page. */
const fallback = (): HTMLElement | null =>
  document.querySelector<HTMLElement>('#main [role=grid]') ?? document.querySelector<HTMLElement>('#main')

/** Takes the focus back to where it was before something opened over the page. */
export const useFocusBack = () => {
  let before: HTMLElement | null = null
  return {
    remember() {
      const { activeElement } = document
      // A menu that opened the dialog closes itself, so its item cannot get the focus back.
      const isLasting = activeElement instanceof HTMLElement && activeElement.closest('[role=menu]') === null
      before = isLasting && activeElement !== document.body ? activeElement : null
    },
    goBack(event: Event) {
      event.preventDefault()
      const to = before?.isConnected === true ? before : fallback()
      to?.focus({ preventScroll: true })
    },
  }
}
