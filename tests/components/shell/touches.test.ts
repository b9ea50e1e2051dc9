import { afterEach, describe, expect, it, vi } from 'vitest'
import { watchTouches } from '../../../client/session/touches.ts'

afterEach(() => void vi.restoreAllMocks())

const watched = (visibility: 'visible' | 'hidden') => {
  const page = document.implementation.createHTMLDocument()
  let state = visibility
  Object.defineProperty(page, 'visibilityState', { get: () => state })
  let touches = 0
  watchTouches(page, () => (touches += 1))
  return {
    page,
    touches: () => touches,
    turn(next: typeof state) {
      state = next
      page.dispatchEvent(new Event('visibilitychange'))
    },
  }
}

describe('a page', () => {
  it.each(['pointerdown', 'pointermove', 'wheel', 'keydown', 'touchstart'])('is used by %s anywhere on it', (sign) => {
    const { page, touches } = watched('hidden')
    const button = page.body.appendChild(page.createElement('button'))
    button.addEventListener(sign, (event) => event.stopPropagation())
    button.dispatchEvent(new Event(sign, { bubbles: true }))
    expect(touches()).toBe(1)
  })

  it('is used when it is opened in front of somebody or comes to the front, not when it goes', () => {
    expect(watched('visible').touches()).toBe(1)
    const { touches, turn } = watched('hidden')
    expect(touches()).toBe(0)
    turn('visible')
    expect(touches()).toBe(1)
    turn('hidden')
    expect(touches()).toBe(1)
  })
})
