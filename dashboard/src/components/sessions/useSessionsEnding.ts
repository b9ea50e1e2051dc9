import { computed, shallowRef } from 'vue'
import type { SessionRow } from '#events/live/rows.ts'
import { counted } from '../../composables/numbers.ts'
import { useEnding } from '../../composables/useEnding.ts'
import type { LogoutTarget } from '../forceLogout/target.ts'
import type { LiveList } from '../list/useLiveList.ts'

export interface SessionsInSight {
  list: LiveList<SessionRow>
  /** As the server is asked for the rows. */
  askedFilter: () => string
  /** As the person wrote it. */
  filter: () => string
  /** How many the filter finds; null: not known, or it finds none that can be chosen. */
  choosable: () => number | null
}

/** What can be done with the sessions a person has chosen, and what the bar below the rows says of them. */
export const useSessionsEnding = ({ list, askedFilter, filter, choosable }: SessionsInSight) => {
  const { selection, unapplied } = list
  const { mayEnd, blocked } = useEnding()
  const target = shallowRef<LogoutTarget | null>(null)
  const isWhole = computed(() => selection.current.value.kind === 'filter')
  const users = computed(() => new Set(selection.rows.value.map(({ userId }) => userId)).size)
  return {
    target,
    mayEnd,
    blocked,
    chosen: computed(() => (isWhole.value ? choosable() : selection.ids.value.length)),
    aside: computed(() => (isWhole.value ? '' : counted(users.value, 'user'))),
    /** Sessions of the filter, when there are more than are chosen. */
    matching: computed(() => {
      const found = choosable()
      return !isWhole.value && found !== null && found > selection.ids.value.length ? found : null
    }),
    /** Why those chosen cannot be ended now: all of a filter is only ended where its rows are in sight. */
    blockedChosen: computed(() => {
      if (blocked.value !== '' || !isWhole.value) return blocked.value
      return unapplied.value === 'filter' ? 'The rows are not of this filter yet.' : ''
    }),
    endChosen() {
      target.value = isWhole.value
        ? { kind: 'filter', filter: askedFilter(), shownAs: filter() }
        : { kind: 'sessions', sessionIds: selection.ids.value }
    },
    endOne(row: SessionRow) {
      target.value = { kind: 'sessions', sessionIds: [row.id], named: row.user.email }
    },
  }
}
