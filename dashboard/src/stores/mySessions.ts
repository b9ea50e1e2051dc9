import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { ownSessionCalls } from '../api/ownSessionCalls.ts'
import { ApiError } from '../api/problem.ts'
import { grouped, withOwnSession } from './ownSessions.ts'
import { useConnections } from '../connections.ts'
import type { OwnSession } from '../realtime/meFeed.ts'

/** Where the person is signed in; current by socket. */
export const useMySessions = defineStore('mySessions', () => {
  const { http, me } = useConnections()
  const calls = ownSessionCalls(http)
  const sessions = shallowRef<readonly OwnSession[] | null>(null)
  const error = shallowRef<ApiError | null>(null)
  /** The position the next read must have reached, so that a session ended here does not reappear as live. */
  let minPosition: string | null = null
  let following: ReturnType<typeof me.follow> | undefined

  const read = async (signal: AbortSignal) => {
    try {
      sessions.value = await calls.list(minPosition, signal)
      minPosition = null
      error.value = null
    } catch (failure) {
      if (failure instanceof ApiError) error.value = failure
      throw failure
    }
  }
  const apply = (row: OwnSession) => {
    if (sessions.value !== null) sessions.value = withOwnSession(sessions.value, row)
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
      minPosition = await calls.end(sessionId)
      await following?.reread()
    },
    async endOthers() {
      minPosition = await calls.endOthers()
      await following?.reread()
    },
  }
})
