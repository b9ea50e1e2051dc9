import { computed, onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { Frame } from '#events/live/frames.ts'
import type { AnomalyRow, SessionRow } from '#events/live/rows.ts'
import { retirementsAmong } from '#events/retention/leaving.ts'
import { personCalls, type Person, type PersonActivity } from '../../api/people.ts'
import type { Page } from '../../api/page.ts'
import { ApiError } from '../../api/problem.ts'
import { listSessions } from '../../api/sessions.ts'
import { useThrottled } from '../../composables/useThrottled.ts'
import { useConnections } from '../../connections.ts'
import { usePreferences } from '../../stores/preferences.ts'

/** Frames come ten times a second, and a person's numbers need not. */
const readAtMostEveryMs = 2_000
const fewSessions = 6
const fewAnomalies = 5
const allAnomalies = 200

/** What has left the views may have been counted of anybody. */
const isAbout = (userId: string) => (frame: Frame) =>
  retirementsAmong(frame.log).length > 0 ||
  frame.sessions.some((row) => row.userId === userId) ||
  frame.log.some((entry) => entry.userId === userId || entry.actor.id === userId) ||
  frame.anomalies.some((anomaly) => anomaly.userId === userId)

/** All that is known of a person, read again when something happens to them. */
export const usePerson = (userId: Readonly<Ref<string>>) => {
  const { http, live } = useConnections()
  const preferences = usePreferences()
  const person = shallowRef<Person | null>(null)
  const activity = shallowRef<PersonActivity | null>(null)
  const sessions = shallowRef<Page<SessionRow> | null>(null)
  const anomalies = shallowRef<Page<AnomalyRow> | null>(null)
  const failure = shallowRef<ApiError | null>(null)
  /** Counts up when something new may be there to read. */
  const changes = shallowRef(0)
  /** What a read has to show at least: the position of one's own last change. */
  let minPosition: string | null = null
  let mostAnomalies = fewAnomalies

  const readAll = async (signal: AbortSignal) => {
    const calls = personCalls(http, userId.value)
    const asked = { filter: `userId:${userId.value} status:active`, sort: '-lastActiveAt', limit: fewSessions } as const
    const found = await calls.person(minPosition, signal)
    person.value = found
    const [days, live, raised] = await Promise.all([
      calls.activity(preferences.timeZone, signal),
      listSessions(http, asked, signal),
      calls.anomalies(mostAnomalies, signal),
    ])
    ;[activity.value, sessions.value, anomalies.value] = [days, live.body, raised]
  }
  const read = async (signal: AbortSignal): Promise<null> => {
    try {
      await readAll(signal)
      failure.value = null
      changes.value += 1
      return null
    } catch (error) {
      if (error instanceof ApiError) failure.value = error
      throw error
    }
  }
  const again = useThrottled(() => void following.reread(), readAtMostEveryMs)
  const apply = (frames: readonly Frame[]) => {
    if (frames.some(isAbout(userId.value))) again()
  }
  const following = live.follow({ read, apply })
  onScopeDispose(following.stop)
  onScopeDispose(live.onErased(() => void following.reread()))
  watch([userId, () => preferences.timeZone], ([next], [before]) => {
    if (next !== before) [person.value, activity.value, sessions.value, anomalies.value] = [null, null, null, null]
    void following.reread()
  })
  return {
    person,
    activity,
    sessions,
    anomalies,
    failure,
    changes,
    isMissing: computed(() => failure.value?.code === 'not-found'),
    readAllAnomalies(): void {
      mostAnomalies = allAnomalies
      void following.reread()
    },
    reread(position: string | null = null): void {
      minPosition = position
      void following.reread()
    },
  }
}
