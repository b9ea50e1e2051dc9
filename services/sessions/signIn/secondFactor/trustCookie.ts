import type { Cookie } from '#services/http/route.ts'

/** Several people may trust one browser, so each has a cookie. A sign-out leaves it. */
const trustCookieName = (userId: string): string => `__Host-rct-${userId}`

export const shownTrust = (
  userId: string,
  cookies: Readonly<Record<string, string | undefined>>,
  sent: string | undefined,
): string | undefined => sent ?? cookies[trustCookieName(userId)]

export const trustCookie = (
  userId: string,
  { token, until }: { token: string; until: string },
  now: number,
): Cookie => ({
  name: trustCookieName(userId),
  value: token,
  maxAgeSeconds: Math.max(1, Math.floor((Date.parse(until) - now) / 1000)),
})
