import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import { countSessions } from '../../api/sessions.ts'
import { useConnections } from '../../connections.ts'

const signedIn = 'status:active'
const recountAfterMs = 2000

/** How many sessions a filter finds, and how many there are without it; kept current. */
export const useTotals = (asked: Readonly<Ref<string | null>>, unfiltered: Readonly<Ref<string>>) => {
  const { http, live } = useConnections()
  const found = shallowRef<number | null>(null)
  const all = shallowRef<number | null>(null)
  let recounting: ReturnType<typeof setTimeout> | undefined

  const count = async (signal?: AbortSignal) => {
    const filter = asked.value
    const base = unfiltered.value
    if (filter === null) return
    const [one, whole] = await Promise.all([
      countSessions(http, filter, signal),
      filter === base ? null : countSessions(http, base, signal),
    ])
    if (filter !== asked.value) return
    found.value = one
    all.value = whole ?? one
  }
  /** A filter's number is not in the frames: it is asked for again, once in a while. */
  const recountLater = () => {
    recounting ??= setTimeout(() => {
      recounting = undefined
      // What fails now is asked again with the next change.
      count().catch(() => undefined)
    }, recountAfterMs)
  }
  const following = live.follow({
    async read(signal) {
      await count(signal)
      return null
    },
    apply(frames) {
      const active = frames.at(-1)?.counts.active
      if (active !== undefined && unfiltered.value === signedIn) all.value = active
      if (active !== undefined && asked.value === signedIn) found.value = active
      else if (frames.some((frame) => frame.sessions.length > 0)) recountLater()
    },
  })
  watch([asked, unfiltered], () => following.reread())
  onScopeDispose(() => {
    following.stop()
    clearTimeout(recounting)
  })
  return { found, all }
}
