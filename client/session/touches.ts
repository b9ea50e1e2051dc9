const signs = ['pointerdown', 'pointermove', 'wheel', 'keydown', 'touchstart'] as const

/** What of a document tells that somebody is there. */
interface Page {
  readonly visibilityState: string
  addEventListener(type: string, listener: () => void, options?: { capture: boolean; passive: boolean }): void
}

/** Calls `onTouch` whenever a person does something on the page, opens it or brings it to the front. */
export const watchTouches = (page: Page, onTouch: () => void): void => {
  const look = () => {
    if (page.visibilityState === 'visible') onTouch()
  }
  for (const sign of signs) page.addEventListener(sign, onTouch, { capture: true, passive: true })
  page.addEventListener('visibilitychange', look)
  look()
}
