import type { RouteLocationRaw } from 'vue-router'

export type ShownSessions = 'open' | 'ended' | 'all'

/** The sessions page with a filter: what every number of the overview leads to. */
export const sessionsWith = (filter: string, shown: ShownSessions = 'open'): RouteLocationRaw => ({
  name: 'sessions',
  query: { ...(filter === '' ? {} : { filter }), ...(shown === 'open' ? {} : { show: shown }) },
})

/** A term for one value, quoted where it holds more than a word. */
export const term = (key: string, value: string): string =>
  /^[\p{L}\p{N}._-]+$/u.test(value) ? `${key}:${value}` : `${key}:"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`
