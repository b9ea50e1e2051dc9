import { computed } from 'vue'
import { useConnections } from '../connections.ts'
import { useAccount } from '../stores/account.ts'

/** Whether sessions can be ended here and now, and if not, why. */
export const useEnding = () => {
  const account = useAccount()
  const { freshness } = useConnections()
  const blocked = computed(() => {
    if (!account.mayEnd) return 'Auditors read. Ask an admin to end sessions.'
    return freshness.value.kind === 'offline' ? 'Offline: nothing can be ended until the server answers.' : ''
  })
  return { mayEnd: computed(() => account.mayEnd), blocked }
}
