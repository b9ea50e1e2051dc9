import { computed, onScopeDispose, shallowRef } from 'vue'
import { applicationCalls, type Application } from '../../api/applications.ts'
import { useConnections } from '../../connections.ts'

/** The tenant's applications, to choose from. None where they cannot be read: rules on roles can be made all the same. */
export const useApplicationNames = () => {
  const applications = shallowRef<readonly Application[]>([])
  const controller = new AbortController()
  onScopeDispose(() => controller.abort())
  void applicationCalls(useConnections().http)
    .list(controller.signal)
    .then(
      (found) => (applications.value = found),
      () => {},
    )
  return computed(() => applications.value.map(({ id, name }) => ({ id, name })))
}
