import type { LogEntry } from '#events/live/rows.ts'
import { minuteMs } from '../../stores/pulseFolds.ts'
import { byTheRules } from '../log/byTheRules.ts'

/** The part of the log that the overview shows: as a filter for the server and as a test for entries of frames. */
export interface LogScope {
  /** The scope's name in the page's address; empty: everything. */
  name: string
  title: string
  filter: string
  isWanted(entry: LogEntry): boolean
}

const ofTypes = (name: string, title: string, types: readonly string[]): LogScope => ({
  name,
  title,
  filter: types.length === 0 ? '' : `type:${types.join(',')}`,
  isWanted: (entry) => types.length === 0 || types.includes(entry.type),
})

export const logScopes: readonly LogScope[] = [
  ofTypes('', 'All', []),
  ofTypes('logins', 'Logins', ['SessionStarted']),
  ofTypes('refused', 'Refused', ['LoginFailed', 'RefreshRefused', 'ReauthenticationRefused', 'EndedSessionUsed']),
  ofTypes('ended', 'Ended', ['SessionLoggedOut', 'SessionExpired', 'SessionRevoked', 'SessionsInvalidated']),
  { name: 'rules', ...byTheRules },
]

/** Scopes that a number or a bar leads to. People cannot choose `refused-logins` otherwise. */
const counted: readonly LogScope[] = [...logScopes, ofTypes('refused-logins', 'Refused logins', ['LoginFailed'])]

/** The part of a scope from one moment on, and before another. */
const between = (scope: LogScope, title: string, { from, to }: { from: string; to: string | null }): LogScope => ({
  name: `${scope.name}@${from}`,
  title,
  filter: [scope.filter, `at>=${from}`, ...(to === null ? [] : [`at<${to}`])].filter((term) => term !== '').join(' '),
  isWanted: (entry) => scope.isWanted(entry) && entry.at >= from && (to === null || entry.at < to),
})

const momentOf = (text: unknown): string | null => {
  const at = typeof text === 'string' ? Date.parse(text) : Number.NaN
  return Number.isFinite(at) ? new Date(at).toISOString() : null
}

const everything = ofTypes('', 'All', [])

/**
 * The scope an address names: `log` is a part or the minute of a bar, `since` the moment a number counts from. What it
 * does not know is everything. `clock` writes a moment as "05:33".
 */
export const logScopeOf = (query: { log?: unknown; since?: unknown }, clock: (at: number) => string): LogScope => {
  const minute = momentOf(query.log)
  if (minute !== null) {
    const start = Date.parse(minute)
    return between(everything, clock(start), { from: minute, to: new Date(start + minuteMs).toISOString() })
  }
  const scope = counted.find(({ name }) => name === query.log) ?? everything
  const since = momentOf(query.since)
  return since === null
    ? scope
    : between(scope, `${scope.title} since ${clock(Date.parse(since))}`, { from: since, to: null })
}
