const signs = ['pointerdown', 'pointermove', 'wheel', 'keydown', 'touchstart'] as const

/** Calls `onTouch` whenever a person does something on the page, opens it or brings it to the front. */
export const watchTouches = (page: Document, onTouch: () => void): void => {
  const look = () => {
    if (page.visibilityState === 'visible') onTouch()
  }
  for (const sign of signs) page.addEventListener(sign, onTouch, { capture: true, passive: true })
  page.addEventListener('visibilitychange', look)
  look()
}
