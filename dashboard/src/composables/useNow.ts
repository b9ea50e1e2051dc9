import { onScopeDispose, type Ref } from 'vue'
import { useConnections } from '../connections.ts'

/**
 * The server's time in milliseconds since the epoch, moving once a second. One timer serves the whole page. While offline
 * it stands where the page was last true, so that "now" and "4 min" go on saying what was so then.
 */
export const useNow = (): Readonly<Ref<number>> => {
  const { serverClock, shownNow } = useConnections()
  onScopeDispose(serverClock.watch())
  return shownNow
}

/** The time that goes on, whatever is known of the server. */
export const useClock = (): Readonly<Ref<number>> => {
  const { serverClock } = useConnections()
  onScopeDispose(serverClock.watch())
  return serverClock.ticking
}
