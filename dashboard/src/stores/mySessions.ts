import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { withSession } from '#client/ownSessions/listedSessions.ts'
import { ApiError } from '../api/problem.ts'
import { grouped } from './ownSessions.ts'
import { useConnections } from '../connections.ts'
import type { OwnSession } from '../realtime/meFeed.ts'

/** Where the person is signed in; current by socket. */
export const useMySessions = defineStore('mySessions', () => {
  const { session, me } = useConnections()
  const sessions = shallowRef<readonly OwnSession[] | null>(null)
  const error = shallowRef<ApiError | null>(null)
  let following: ReturnType<typeof me.follow> | undefined

  const read = async (signal: AbortSignal) => {
    try {
      sessions.value = await session.sessions(signal)
      error.value = null
    } catch (failure) {
      if (failure instanceof ApiError) error.value = failure
      throw failure
    }
  }
  const apply = (row: OwnSession) => {
    if (sessions.value !== null) sessions.value = withSession(sessions.value, row)
  }
  return {
    groups: computed(() => (sessions.value === null ? null : grouped(sessions.value))),
    error,
    start() {
      following = me.follow({ read, apply })
    },
    stop() {
      following?.stop()
      sessions.value = null
    },
    reread: () => following?.reread(),
    async end(sessionId: string) {
      await session.revoke(sessionId)
      await following?.reread()
    },
    async name(sessionId: string, deviceName: string | null) {
      await session.rename(sessionId, deviceName)
      await following?.reread()
    },
    async endOthers() {
      await session.signOutOthers()
      await following?.reread()
    },
  }
})
