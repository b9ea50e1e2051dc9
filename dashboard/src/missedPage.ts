import { inject, shallowRef, type InjectionKey, type ShallowRef } from 'vue'
import type { RouteLocationNormalized, Router } from 'vue-router'

export interface MissedPage {
  /** The page that was asked for and could not be loaded; the one before it stays. Null: none. */
  readonly page: Readonly<ShallowRef<RouteLocationNormalized | null>>
  /** A part of the application could not be loaded. */
  partMissing(): Promise<void>
}

export interface MissedPageNeeds {
  router: Router
  /** Whether the server answers now. */
  answers(): Promise<boolean>
  /** Leaves this application for the one that the server has now. */
  beginAnew(path: string): void
}

/**
 * A page's code is loaded when the page is first opened. If that fails because the server does not answer, the open page stays and
 * says so. If the server answers, a newer dashboard was installed and this one's files are gone, so the application loads anew.
 */
export const watchMissedPages = ({ router, answers, beginAnew }: MissedPageNeeds): MissedPage => {
  const page = shallowRef<RouteLocationNormalized | null>(null)
  let asked: RouteLocationNormalized | null = null
  router.beforeEach((to) => {
    asked = to
    return true
  })
  router.afterEach(() => (page.value = null))
  router.onError((_error, to) => {
    page.value = to
  })
  return {
    page,
    async partMissing() {
      const wanted = asked?.fullPath ?? router.currentRoute.value.fullPath
      if (await answers()) beginAnew(router.resolve(wanted).href)
    },
  }
}

export const missedPageKey: InjectionKey<MissedPage> = Symbol('missedPage')

export const useMissedPage = (): MissedPage => {
  const missed = inject(missedPageKey)
  if (missed === undefined) throw new Error('missed pages are watched in main.ts')
  return missed
}
