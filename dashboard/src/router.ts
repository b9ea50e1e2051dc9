import { watch } from 'vue'
import {
  createRouter,
  createWebHistory,
  type RouteLocationNormalized,
  type RouteLocationRaw,
  type RouteRecordNameGeneric,
  type Router,
} from 'vue-router'
import { rolesMay } from '#events/permissions.ts'
import type { Access } from './api/access.ts'
import type { SessionState } from '#client/session/sessionClient.ts'
import { basePath } from './basePath.ts'
import { pageAskedFor } from './pageAskedFor.ts'
import { pages } from './pages.ts'
import { pageScroll } from './pageScroll.ts'

type SignedIn = Extract<SessionState, { kind: 'signedIn' }>
/** What of a place decides who may go there. */
type Place = Pick<RouteLocationNormalized, 'meta' | 'fullPath' | 'query'> & { name?: RouteRecordNameGeneric | null }

/** The page a person starts on. */
const homeOf = ({ grant }: SignedIn): RouteLocationRaw => {
  if (rolesMay(grant.user.roles, 'watch')) return { name: 'overview' }
  return rolesMay(grant.user.roles, 'operate') ? { name: 'system' } : { name: 'me' }
}

const whileSignedOut = (to: Place, notice: boolean): RouteLocationRaw | true => {
  if (to.name === 'signed-out' && !notice) return { name: 'sign-in', query: to.query }
  if (to.meta.isPublic === true) return true
  const next = to.name === 'home' ? {} : { next: to.fullPath }
  return { name: notice ? 'signed-out' : 'sign-in', query: next }
}

const whileSignedIn = (to: Place, state: SignedIn): RouteLocationRaw | true => {
  const { user } = state.grant
  if (user.mustChangePassword) return to.name === 'password' || { name: 'password', query: { next: to.fullPath } }
  if (to.name === 'sign-in' || to.name === 'signed-out') return pageAskedFor(to.query) ?? homeOf(state)
  if (to.name === 'home') return homeOf(state)
  if (to.meta.may !== undefined && !rolesMay(user.roles, to.meta.may)) return { name: 'no-permission' }
  return true
}

export const allow = (to: Place, state: SessionState): RouteLocationRaw | true => {
  switch (state.kind) {
    case 'restoring':
    case 'unreachable':
      return true
    case 'signedOut':
      return whileSignedOut(to, state.notice !== null)
    case 'signedIn':
      return whileSignedIn(to, state)
  }
}

/** Resolves once it is known whether somebody is signed in. */
const known = (access: Pick<Access, 'state'>): Promise<void> =>
  new Promise((resolve) => {
    const stop = watch(
      access.state,
      ({ kind }) => {
        if (kind === 'restoring' || kind === 'unreachable') return
        resolve()
        queueMicrotask(() => stop())
      },
      { immediate: true, flush: 'sync' },
    )
  })

export const createDashboardRouter = (access: Pick<Access, 'state'>): Router => {
  const { leave, arrive, scroll } = pageScroll()
  const router = createRouter({ history: createWebHistory(`${basePath()}/`), routes: pages, scrollBehavior: scroll })
  router.beforeEach(async (to) => {
    if (to.meta.isPublic !== true || to.name === 'sign-in' || to.name === 'signed-out') await known(access)
    return allow(to, access.state.value)
  })
  router.beforeResolve(leave)
  router.afterEach(({ meta }) => {
    arrive()
    document.title = meta.title === 'Rollcall' ? 'Rollcall' : `${meta.title} · Rollcall`
  })
  // Signed in, signed out or told to change the password while the page is open: the same rules decide where to be.
  watch(access.state, async (state, before) => {
    const { value: here } = router.currentRoute
    // The first navigation is still on its way and asks the guard itself.
    if (here.matched.length === 0) return
    const left = before.kind === 'signedIn' && state.kind === 'signedOut' && state.notice === null
    const place = left && here.meta.isPublic !== true ? { name: 'sign-in' } : allow(here, state)
    if (place !== true) await router.replace(place)
  })
  return router
}
