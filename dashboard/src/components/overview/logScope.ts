import type { LogEntry } from '#events/live/rows.ts'
import { minuteMs } from '../../stores/pulseFolds.ts'

/** Which part of the log the overview shows: as the server is asked, and as it is told from frames. */
export interface LogScope {
  /** What the address holds; empty: everything. */
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
  ofTypes('refused', 'Refused', ['LoginFailed', 'RefreshRefused', 'EndedSessionUsed']),
  ofTypes('ended', 'Ended', ['SessionLoggedOut', 'SessionExpired', 'SessionRevoked', 'SessionsInvalidated']),
]

/** One minute of the chart; `minute` is its start. */
const ofMinute = (start: number, title: string): LogScope => {
  const from = new Date(start).toISOString()
  const to = new Date(start + minuteMs).toISOString()
  return { name: from, title, filter: `at>=${from} at<${to}`, isWanted: ({ at }) => at >= from && at < to }
}

/** The scope an address names; what it does not know is everything. `clock` writes a moment as "05:33". */
export const logScopeOf = (name: unknown, clock: (at: number) => string): LogScope => {
  const known = logScopes.find((scope) => scope.name === name)
  if (known !== undefined) return known
  const start = typeof name === 'string' ? Date.parse(name) : Number.NaN
  return Number.isFinite(start) ? ofMinute(start, clock(start)) : ofTypes('', 'All', [])
}
