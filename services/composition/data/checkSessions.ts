import { countOf } from '#events/text/words.ts'
import { runningProcesses } from '../health/runningProcesses.ts'
import type { Clock } from '#services/ambient/clock.ts'
import { type ActiveSession, activeSessions } from '#services/projections/sessionList/activeSessions.ts'
import { foldLive } from '#services/sessions/endings/foldLive.ts'
import type { OpenData } from './openData.ts'
import { openLog } from './openLog.ts'

/** One question about sessions, and its answer. */
export interface SessionCheck {
  about: 'expiry' | 'count' | 'open'
  isWell: boolean
  /** What was found. */
  words: string
  /** Ids of sessions to look at, at most twenty. */
  sessions: string[]
}

/** An expiry is recorded within a second or two; a sweeper that has just taken over needs some more. */
const overdueMs = 60_000
const mostNamed = 20

const named = (sessions: readonly { sessionId: string }[]): string[] =>
  sessions.slice(0, mostNamed).map(({ sessionId }) => sessionId)

const isOverdue =
  (now: number) =>
  ({ lapsesAt }: ActiveSession): boolean =>
    lapsesAt !== null && Date.parse(lapsesAt) + overdueMs < now

const aboutExpiry = (sweepers: number, overdue: readonly ActiveSession[]): SessionCheck => {
  const running = sweepers === 0 ? 'No process with the role sweeper runs' : `${sweepers} with the role sweeper`
  const words =
    overdue.length === 0
      ? `${running}; every session that is due has expired in the list`
      : `${running}; still listed as live though due a minute ago and more: ${countOf(overdue.length, 'session')}. They are refused all the same`
  return { about: 'expiry', isWell: sweepers > 0 && overdue.length === 0, words, sessions: named(overdue) }
}

interface Compared {
  listed: readonly ActiveSession[]
  counted: number
  live: ReadonlyMap<string, unknown>
}

const aboutCount = ({ listed, counted, live }: Compared): SessionCheck => {
  const ids = new Set(listed.map(({ sessionId }) => sessionId))
  const missing = [...live.keys()].filter((sessionId) => !ids.has(sessionId))
  const words = `Live sessions: the log has ${live.size}, the list ${listed.length}, the counters ${counted}`
  const isWell = missing.length === 0 && counted === listed.length && listed.length === live.size
  return { about: 'count', isWell, words, sessions: named(missing.map((sessionId) => ({ sessionId }))) }
}

const aboutOpen = ({ listed, live }: Compared): SessionCheck => {
  const open = listed.filter(({ sessionId }) => !live.has(sessionId))
  const words =
    open.length === 0
      ? 'No session is listed as live that has ended'
      : `listed as live and ended: ${countOf(open.length, 'session')}`
  return { about: 'open', isWell: open.length === 0, words, sessions: named(open) }
}

/** Compares who is signed in by the lists with who is by the log, and looks whether sessions still expire. Changes nothing. */
export const checkSessions = async (
  data: Pick<OpenData, 'databases' | 'masterKey' | 'kurrentdbUrl'>,
  { clock, monotonicMs }: { clock: Clock; monotonicMs: () => number },
): Promise<SessionCheck[]> => {
  const { writer } = data.databases
  const { log, codec, close } = openLog(data, monotonicMs)
  try {
    const { position, sessions: listed, counted } = await activeSessions(writer)
    const [live, processes] = await Promise.all([foldLive({ log, codec }, position), runningProcesses(writer)])
    const sweepers = processes.filter(({ roles }) => roles.includes('sweeper')).length
    const compared = { listed, counted, live }
    return [aboutExpiry(sweepers, listed.filter(isOverdue(clock.now()))), aboutCount(compared), aboutOpen(compared)]
  } finally {
    await close()
  }
}
