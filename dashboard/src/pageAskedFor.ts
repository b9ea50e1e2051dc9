import type { LocationQuery } from 'vue-router'

/** A page asked for while signed out comes back after sign-in; only pages of our own. */
export const pageAskedFor = (query: LocationQuery): string | null => {
  const { next } = query
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : null
}
