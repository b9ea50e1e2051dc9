import { onScopeDispose, type Ref } from 'vue'
import { useConnections } from '../connections.ts'

/** The server's time in milliseconds since the epoch, moving once a second. One timer serves the whole page. */
export const useNow = (): Readonly<Ref<number>> => {
  const { serverClock } = useConnections()
  onScopeDispose(serverClock.watch())
  return serverClock.ticking
}
