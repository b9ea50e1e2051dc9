import { onScopeDispose, type Ref } from 'vue'
import { useConnections } from '../connections.ts'

/**
 * The server's time in milliseconds since the epoch, moving once a second. One timer serves the whole page. While offline it stays
 * at the time when the page was last current, so that "now" and "4 min" stay true for that time.
 */
export const useNow = (): Readonly<Ref<number>> => {
  const { serverClock, shownNow } = useConnections()
  onScopeDispose(serverClock.watch())
  return shownNow
}

/** The server's time, which also moves on while offline. */
export const useClock = (): Readonly<Ref<number>> => {
  const { serverClock } = useConnections()
  onScopeDispose(serverClock.watch())
  return serverClock.ticking
}
