import { computed, watch, type ComputedRef } from 'vue'
import { rolesMay } from '#events/permissions.ts'
import type { Access } from '../api/access.ts'
import type { Freshness, FreshnessMeter } from './freshness.ts'
import type { Hub } from './hub.ts'
import type { MeHub } from './meFeed.ts'

interface Feeds {
  live: Hub
  me: MeHub
  liveMeter: FreshnessMeter
  meMeter: FreshnessMeter
}

/** Connects the sockets while somebody is signed in, hands them newer tokens, and says whose freshness counts. */
export const connectWhileSignedIn = (
  access: Pick<Access, 'state'>,
  { live, me, liveMeter, meMeter }: Feeds,
): ComputedRef<Freshness> => {
  const grant = computed(() => (access.state.value.kind === 'signedIn' ? access.state.value.grant : null))
  const watches = computed(() => grant.value !== null && rolesMay(grant.value.user.roles, 'watch'))
  /** Null for a person with a one-time password, who may only open the page that changes it. */
  const sessionId = computed(() => (grant.value?.user.mustChangePassword === false ? grant.value.session.id : null))
  watch(
    [sessionId, watches],
    ([id, watching]) => {
      live.stop()
      me.stop()
      if (id === null) return
      me.start()
      if (watching) live.start()
    },
    { flush: 'sync', immediate: true },
  )
  watch(
    () => grant.value?.accessToken,
    (token, previous) => {
      if (token === undefined || previous === undefined) return
      live.renew(token)
      me.renew(token)
    },
  )
  return computed(() => (watches.value ? liveMeter.shown.value : meMeter.shown.value))
}
