import type { Frame } from '#events/live/frames.ts'
import { retirementsAmong } from '#events/retention/leaving.ts'
import { computed, onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import { countSessions, type SessionCount } from '../../api/sessions.ts'
import { useConnections } from '../../connections.ts'

const signedIn = 'status:active'
const recountAfterMs = 2000

interface Counted {
  filter: string
  found: SessionCount
}
/** A number is shown only beside the filter it was counted for. */
const foundBy = (counted: Counted | null, filter: string): SessionCount | null =>
  counted?.filter === filter ? counted.found : null

/** Whether there may be more or fewer sessions than before. */
const changesTotals = ({ sessions, log }: Frame): boolean => sessions.length > 0 || retirementsAmong(log).length > 0

/** How many sessions a filter finds, and how many there are without it; kept current. Null while not known. */
export const useTotals = (asked: Readonly<Ref<string | null>>, unfiltered: Readonly<Ref<string>>) => {
  const { http, live } = useConnections()
  const one = shallowRef<Counted | null>(null)
  const whole = shallowRef<Counted | null>(null)
  let recounting: ReturnType<typeof setTimeout> | undefined

  const count = async (signal: AbortSignal) => {
    const filter = asked.value
    const base = unfiltered.value
    if (filter === null) return
    const [found, all] = await Promise.all([
      countSessions(http, filter, signal),
      filter === base ? null : countSessions(http, base, signal),
    ])
    if (filter !== asked.value) return
    one.value = { filter, found }
    whole.value = { filter: base, found: all ?? found }
  }
  /** Frames do not tell how many sessions a filter finds, so the page asks for the number again from time to time. */
  const recountLater = () => {
    recounting ??= setTimeout(() => {
      recounting = undefined
      void following.reread()
    }, recountAfterMs)
  }
  const following = live.follow({
    async read(signal) {
      await count(signal)
      return null
    },
    apply(frames) {
      const last = frames.at(-1)
      const active = last && { filter: signedIn, found: { total: last.counts.active, kind: 'exact' as const } }
      if (active !== undefined && unfiltered.value === signedIn) whole.value = active
      if (active !== undefined && asked.value === signedIn) one.value = active
      else if (frames.some(changesTotals)) recountLater()
    },
  })
  watch([asked, unfiltered], () => following.reread())
  onScopeDispose(() => {
    following.stop()
    clearTimeout(recounting)
  })
  return {
    /** How many sessions the filter finds; while it cannot be read, how many the last readable one did. */
    found: computed(() => (asked.value === null ? (one.value?.found ?? null) : foundBy(one.value, asked.value))),
    all: computed(() => foundBy(whole.value, unfiltered.value)),
  }
}
