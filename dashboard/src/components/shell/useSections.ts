import { computed, type ComputedRef } from 'vue'
import { useAccount } from '../../stores/account.ts'
import { sectionsFor, type Section } from './navigation.ts'

export const useSections = (): ComputedRef<Section[]> => {
  const account = useAccount()
  return computed(() =>
    sectionsFor({
      watch: account.mayWatch,
      manageApplications: account.mayManageApplications,
      operate: account.mayOperate,
    }),
  )
}
