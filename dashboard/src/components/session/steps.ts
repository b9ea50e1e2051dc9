import type { Recorded } from '#events/envelope.ts'
import type { AnomalyRow, LogEntry } from '#events/live/rows.ts'
import type { SessionEvent } from '#events/session/events.ts'
import { absentSession, evolveSession, type KnownSession, type Session } from '#events/session/fold.ts'
import { count } from '../../composables/numbers.ts'

/** A stop of the slider: one event, or several quiet ones folded into the last of them. */
export interface Step {
  entry: LogEntry
  /** Events this step stands for: one, or several where quiet hours are folded. */
  folded: LogEntry[]
  /** Which of the session's events it is, the last of the folded ones, from 1. */
  number: number
  /** The session right after the step; null before it started. */
  session: KnownSession | null
  /** What rules found in its events. */
  anomalies: readonly AnomalyRow[]
  /** Highest severity of what was found up to here; after the last step, the session's. */
  risk: number
}

const folding: ReadonlySet<string> = new Set<SessionEvent['type']>([
  'SessionStarted',
  'SessionRefreshed',
  'SessionActivityRecorded',
  'SessionContextChanged',
  'BindingBroken',
  'StepUpRequired',
  'SessionReauthenticated',
  'RefreshTokenReused',
  'SessionLoggedOut',
  'SessionRevoked',
  'SessionExpired',
])

/** The event behind a log entry. Hidden fields (salts, key ids) are missing in it; nothing shown depends on them. */
const recorded = (entry: LogEntry): Recorded<SessionEvent> =>
  ({ ...entry, tenantId: '', position: 0 }) as unknown as Recorded<SessionEvent>

const evolve = (session: Session, entry: LogEntry): Session =>
  folding.has(entry.type) && entry.stream.startsWith('session-') ? evolveSession(session, recorded(entry)) : session

const isQuiet = ({ type }: LogEntry) => type === 'SessionRefreshed' || type === 'SessionActivityRecorded'

/** Quiet runs shorter than this stay as they are. */
const shortestFold = 4

/** Runs of quiet events: the first is kept, the rest become one. */
const foldQuiet = (entries: readonly LogEntry[]): LogEntry[][] => {
  const groups: LogEntry[][] = []
  for (let at = 0; at < entries.length;) {
    let end = at
    while (end < entries.length && isQuiet(entries[end]!)) end++
    if (end - at < shortestFold) {
      groups.push([entries[at]!])
      at++
    } else {
      groups.push([entries[at]!], entries.slice(at + 1, end))
      at = end
    }
  }
  return groups
}

/** The group with the event that raised the anomaly. If that is of another session, the last group before the anomaly. */
const causedIn = (groups: readonly LogEntry[][], anomaly: AnomalyRow): number => {
  const own = groups.findIndex((group) => group.some((entry) => entry.id === anomaly.causeEventId))
  if (own !== -1) return own
  return Math.max(
    0,
    groups.findLastIndex((group) => group.at(-1)!.at <= anomaly.at),
  )
}

interface History {
  entries: readonly LogEntry[]
  anomalies: readonly AnomalyRow[]
  /** Folds quiet hours. */
  fold: boolean
}

/** Folds a session's events, in order, into the steps a person can go through. */
export const stepsOf = ({ entries, anomalies, fold }: History): Step[] => {
  let session: Session = absentSession
  let number = 0
  let risk = 0
  const groups = fold ? foldQuiet(entries) : entries.map((entry) => [entry])
  const found = Map.groupBy(anomalies, (anomaly) => causedIn(groups, anomaly))
  return groups.map((folded, index) => {
    for (const entry of folded) session = evolve(session, entry)
    const entry = folded.at(-1)!
    number += folded.length
    const known = session.status === 'absent' ? null : session
    const here = found.get(index) ?? []
    risk = Math.max(risk, ...here.map(({ severity }) => severity))
    return { entry, folded, number, session: known, anomalies: here, risk }
  })
}

/** Which of the session's events a step ends with, of how many; folded ones count. */
export const ordinal = (steps: readonly Step[], at: number): string =>
  `Event ${count(steps[at]?.number ?? 0)} of ${count(steps.at(-1)?.number ?? 0)}`
