import type { RouterScrollBehavior } from 'vue-router'

/** What scrolls: the shell's main part, below its header, or a page that stands alone. */
const scroller = (): HTMLElement => document.getElementById('main') ?? document.documentElement

/** Which entry of the tab's history the address is. */
const entryNow = (): unknown => history.state?.position

/** Scrolls just as far as needed to show the whole element that a hash names, or its beginning where it is too high. */
const show = (hash: string) => {
  const named = document.getElementById(hash.slice(1))
  const fits = named !== null && named.offsetHeight <= scroller().clientHeight
  named?.scrollIntoView({ block: fits ? 'nearest' : 'start' })
}

const settleMs = 2000
const touches = ['pointerdown', 'wheel', 'touchstart', 'keydown'] as const

/** Scrolls the page to its place again and again while it is still being filled. Ends as soon as the person scrolls. */
const holdInPlace = async (place: () => void, ended: AbortController) => {
  const until = performance.now() + settleMs
  const end = () => ended.abort()
  for (const touch of touches) window.addEventListener(touch, end, { passive: true, signal: ended.signal })
  while (!ended.signal.aborted && performance.now() < until) {
    place()
    await new Promise(requestAnimationFrame)
  }
  end()
}

export interface PageScroll {
  /** Remembers how far the page is scrolled that is about to be left. */
  leave(): void
  /** The history is on the entry of the page now shown. */
  arrive(): void
  /** Back and forward: where it was. A hash: what it names. Another page: its top. Else nothing moves. Never animated. */
  scroll: RouterScrollBehavior
}

/** Where a page is scrolled to. The router's own scrolling knows only the window, which stands still here. */
export const pageScroll = (): PageScroll => {
  const tops = new Map<unknown, number>()
  let entry = entryNow()
  let holding = new AbortController()
  const hold = (place: () => void) => {
    holding = new AbortController()
    void holdInPlace(place, holding)
  }
  return {
    leave() {
      holding.abort()
      tops.set(entry, scroller().scrollTop)
    },
    arrive() {
      entry = entryNow()
    },
    scroll(to, from, saved) {
      holding.abort()
      const top = saved === null ? undefined : tops.get(entry)
      if (top !== undefined) hold(() => (scroller().scrollTop = top))
      else if (to.hash !== '') hold(() => show(to.hash))
      else if (to.path !== from.path) scroller().scrollTop = 0
    },
  }
}
