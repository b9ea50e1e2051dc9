import { computed, onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { Frame } from '#events/live/frames.ts'
import type { AnomalyRow, LogEntry, SessionRow } from '#events/live/rows.ts'
import { type Retirement, retirementsAmong, sessionLeaves } from '#events/retention/leaving.ts'
import type { Answered, Http } from '../../api/http.ts'
import { ApiError } from '../../api/problem.ts'
import { countSessions, readAnomaly, readSession, readSessionEvents } from '../../api/sessions.ts'
import { useConnections } from '../../connections.ts'
import { type DeviceFinding, readDeviceFindings } from './deviceFindings.ts'

/** A session's events, oldest first, each once. */
export const withEntries = (entries: readonly LogEntry[], more: readonly LogEntry[]): readonly LogEntry[] => {
  const known = new Set(entries.map((entry) => entry.id))
  const fresh = more.filter((entry) => !known.has(entry.id))
  if (fresh.length === 0) return entries
  return [...entries, ...fresh].sort((a, b) => a.number - b.number)
}

/** Of the session's own stream, or a refusal of its tokens: what its list of events holds. */
const belongsTo = (sessionId: string) => (entry: LogEntry) =>
  entry.sessionId === sessionId && /^(?:session|refusals)-/.test(entry.stream)

/** Null: it is not listed. */
const readListed = async (http: Http, id: string, signal: AbortSignal): Promise<Answered<SessionRow> | null> => {
  try {
    return await readSession(http, id, signal)
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not-found') return null
    throw error
  }
}

/** Everything known of one session, kept current. */
export const useSession = (sessionId: Readonly<Ref<string>>) => {
  const { http, live } = useConnections()
  const row = shallowRef<SessionRow | null>(null)
  const entries = shallowRef<readonly LogEntry[]>([])
  const anomalies = shallowRef<readonly AnomalyRow[]>([])
  const others = shallowRef(0)
  const deviceFindings = shallowRef<readonly DeviceFinding[]>([])
  const failure = shallowRef<ApiError | null>(null)
  /** Retention has taken it from the list; the log still has its events. */
  const hasLeft = shallowRef(false)

  /** Reads the session's anomalies, the person's other sessions, and sessions whose device contradicts this one's. A failure here must not fail the page. */
  const readAround = async ({ id, userId, device, anomalies: raised }: SessionRow, signal: AbortSignal) => {
    const [found, active, contradicting] = await Promise.all([
      Promise.all(raised.map((anomalyId) => readAnomaly(http, anomalyId, signal))),
      countSessions(http, `userId:${userId} status:active -id:${id}`, signal),
      readDeviceFindings(http, device, signal),
    ])
    anomalies.value = found
    others.value = active.total
    deviceFindings.value = contradicting
  }
  const read = async (signal: AbortSignal): Promise<string | null> => {
    const id = sessionId.value
    try {
      const [answer, events] = await Promise.all([readListed(http, id, signal), readSessionEvents(http, id, signal)])
      row.value = answer?.body ?? null
      entries.value = events
      hasLeft.value = answer === null
      failure.value = null
      if (answer === null) return null
      await readAround(answer.body, signal)
      return answer.position
    } catch (error) {
      if (error instanceof ApiError) failure.value = error
      throw error
    }
  }
  const apply = (frames: readonly Frame[]) => {
    const id = sessionId.value
    const leaves = (retirement: Retirement) => row.value !== null && sessionLeaves(row.value, retirement)
    if (frames.some(({ log }) => retirementsAmong(log).some(leaves))) void following.reread()
    for (const frame of frames) {
      const next = frame.sessions.find((one) => one.id === id)
      if (next !== undefined && next.revision >= (row.value?.revision ?? 0)) row.value = next
      const raised = frame.anomalies.filter((one) => one.sessionIds.includes(id))
      if (raised.length > 0)
        anomalies.value = [...anomalies.value.filter((one) => !raised.some(({ id }) => id === one.id)), ...raised]
      entries.value = withEntries(entries.value, frame.log.filter(belongsTo(id)))
    }
  }
  const following = live.follow({ read, apply })
  watch(sessionId, () => {
    row.value = null
    entries.value = []
    anomalies.value = []
    deviceFindings.value = []
    hasLeft.value = false
    void following.reread()
  })
  onScopeDispose(following.stop)
  return {
    row,
    entries,
    anomalies,
    others,
    deviceFindings,
    failure,
    hasLeft,
    isMissing: computed(() => failure.value?.status === 404),
    reread: following.reread,
  }
}
