import { defineStore } from 'pinia'
import { computed } from 'vue'
import { rolesMay, type Permission } from '#events/permissions.ts'
import { roleTitle } from '../api/roles.ts'
import { useConnections } from '../connections.ts'

/** Who is signed in, and what they may do. */
export const useAccount = defineStore('account', () => {
  const { access } = useConnections()
  const grant = computed(() => (access.state.value.kind === 'signedIn' ? access.state.value.grant : null))
  const roles = computed(() => grant.value?.user.roles ?? [])
  const may = (permission: Permission) => computed(() => rolesMay(roles.value, permission))
  return {
    state: access.state,
    user: computed(() => grant.value?.user ?? null),
    tenant: computed(() => grant.value?.tenant ?? null),
    session: computed(() => grant.value?.session ?? null),
    sessionId: computed(() => grant.value?.session.id ?? null),
    role: computed(() => roleTitle(roles.value)),
    mayWatch: may('watch'),
    mayEnd: may('end-sessions'),
    mayContain: may('contain'),
    mayShutOwnWay: may('shut-own-way'),
    mayEndMany: may('end-many-sessions'),
    mayManagePeople: may('manage-people'),
    mayManagePolicy: may('manage-policy'),
    mayManageApplications: may('manage-applications'),
    mayOperate: may('operate'),
    signOutState: access.signOutState,
    signIn: access.signIn,
    endAndSignIn: access.endAndSignIn,
    signOut: access.signOut,
    stay: access.stay,
    refresh: access.refresh,
  }
})
