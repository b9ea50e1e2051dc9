import type { RouteLocationNormalized, RouteLocationRaw, Router } from 'vue-router'
import type { SessionClient } from '../session/sessionClient.ts'

export interface SessionGuardOptions {
  /** Where people sign in. */
  signIn: RouteLocationRaw & object
  /** Which pages need a session. Default: all but those with `meta: { public: true }`. */
  isGuarded?: (to: RouteLocationNormalized) => boolean
}

type GuardClient = Pick<SessionClient, 'isSignedIn' | 'shouldStaySignedIn' | 'onSignedOut'>

/** A path within this application. `//host` and `/\host` are other hosts to a browser. */
const isOwnPath = (path: unknown): path is string => typeof path === 'string' && /^\/(?![/\\])/.test(path)

/** The page that a person was on the way to when asked to sign in; `fallback` where there is none. */
export const pageAskedFor = ({ query }: Pick<RouteLocationNormalized, 'query'>, fallback = '/'): string =>
  isOwnPath(query['next']) ? query['next'] : fallback

/**
 * Lets a person go only where they may be without a session, or as who is signed in; else shows the page to sign in, which leads back by
 * `pageAskedFor`. A page that is open when its session ends goes there too. Answers how to stop.
 */
export const guardRoutes = (router: Router, client: GuardClient, options: SessionGuardOptions): (() => void) => {
  const { signIn, isGuarded = ({ meta }) => meta['public'] !== true } = options
  const signInFor = (to: Pick<RouteLocationNormalized, 'fullPath'>): RouteLocationRaw => ({
    ...signIn,
    query: { ...signIn.query, next: to.fullPath },
  })
  const isSignIn = (to: RouteLocationNormalized): boolean => router.resolve(signIn).path === to.path
  const needsSession = (to: RouteLocationNormalized): boolean => !isSignIn(to) && isGuarded(to)
  const stops = [
    router.beforeEach(async (to) => {
      if (!needsSession(to) || client.isSignedIn() || (await client.shouldStaySignedIn())) return true
      return signInFor(to)
    }),
    client.onSignedOut(() => {
      const { value: here } = router.currentRoute
      if (needsSession(here)) void router.replace(signInFor(here))
    }),
  ]
  return () => stops.forEach((stop) => stop())
}
