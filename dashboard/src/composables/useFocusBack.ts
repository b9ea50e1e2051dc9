/** The page's rows, or the page: where the keyboard goes on when what had it is gone. */
const fallback = (): HTMLElement | null =>
  document.querySelector<HTMLElement>('#main [role=grid]') ?? document.querySelector<HTMLElement>('#main')

/** Takes the focus back to where it was before something opened over the page. */
export const useFocusBack = () => {
  let before: HTMLElement | null = null
  return {
    remember() {
      const { activeElement } = document
      // A menu that opened it closes itself, and the button of its row may have scrolled away.
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
