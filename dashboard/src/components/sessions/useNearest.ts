import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import { filterFields } from '#events/filter/fields.ts'
import { listSessions } from '../../api/sessions.ts'
import { useConnections } from '../../connections.ts'
import { usePulse } from '../../stores/pulse.ts'
import { knownValues, loadedValues, shownOfSession } from '../filter/knownValues.ts'
import { nearestIn, type Nearest } from './nearest.ts'

/** How many sessions are read to learn which values exist. */
const looked = 200

/** What an empty list was probably meant to ask for: a value nobody has is often a slip of one that somebody has. */
export const useNearest = (isEmpty: Readonly<Ref<boolean>>, filter: Readonly<Ref<string>>) => {
  const { http } = useConnections()
  const pulse = usePulse()
  const nearest = shallowRef<Nearest | null>(null)
  let asking = new AbortController()
  const look = async () => {
    asking.abort()
    asking = new AbortController()
    nearest.value = null
    if (!isEmpty.value || filter.value === '') return
    const { signal } = asking
    const asked = { filter: '', sort: '-lastActiveAt', limit: looked }
    const rows = await listSessions(http, asked, signal).then(
      ({ body }) => body.items,
      () => [],
    )
    if (signal.aborted) return
    const loaded = (key: string) => loadedValues({ rows, isAll: false }, shownOfSession, key)
    const valuesOf = (key: string) => knownValues(loaded(key), pulse.counts, key).map(({ value }) => value)
    nearest.value = nearestIn(filter.value, { fields: filterFields.sessions, valuesOf })
  }
  watch([isEmpty, filter], look, { immediate: true })
  onScopeDispose(() => asking.abort())
  return nearest
}
