import { createPinia } from 'pinia'
import { describe, expect, it } from 'vitest'
import { createApp, effectScope, nextTick, shallowRef } from 'vue'
import type { Http } from '../../../dashboard/src/api/http.ts'
import { unreachable, type ApiError } from '../../../dashboard/src/api/problem.ts'
import { startRefusal } from '../../../dashboard/src/components/forceLogout/startRefusal.ts'
import { useForceLogout } from '../../../dashboard/src/components/forceLogout/useForceLogout.ts'
import { connectionsKey, type Connections } from '../../../dashboard/src/connections.ts'
import type { Freshness } from '../../../dashboard/src/realtime/freshness.ts'
import { settle } from '../../support/fakeTime.ts'
import { refusal } from './browser.ts'

const unanswered =
  'The server did not answer: it is not known whether anything was ended. Look at the list before you try again.'

/** A dialog that is ready to end sessions, by an admin. */
const open = async () => {
  const freshness = shallowRef<Freshness>({ kind: 'live' })
  const asked: string[] = []
  let refused: ApiError = unreachable()
  const http = {
    async post(path: string) {
      asked.push(path)
      if (path === '/v1/operations') throw refused
      return { body: { sessions: 3, users: 3, spared: [], sample: [], position: 'p1' }, position: 'p1' }
    },
  } as unknown as Http
  const grant = { user: { roles: ['admin'] }, session: { id: 'own' } }
  const connections = {
    http,
    freshness,
    randomId: () => 'key',
    serverClock: { now: () => 0 },
    access: { state: shallowRef({ kind: 'signedIn', grant }) },
  }
  const app = createApp({}).use(createPinia())
  app.provide(connectionsKey, connections as unknown as Connections)
  const logout = app.runWithContext(() => effectScope().run(useForceLogout))!
  logout.open({ kind: 'sessions', sessionIds: ['a', 'b', 'c'] })
  await settle()
  return {
    logout,
    asked,
    refuseWith: (error: ApiError) => void (refused = error),
    async become(next: Freshness) {
      freshness.value = next
      await nextTick()
      await settle()
    },
  }
}

describe('a forced sign-out', () => {
  it('is not asked for while nothing answers', async () => {
    const { logout, asked, become } = await open()
    await become({ kind: 'offline', since: 0 })
    expect(logout.blocked.value).toBe('Offline: nothing can be ended until the server answers.')
    await logout.start()
    expect(asked).toEqual(['/v1/operations/preview'])
  })

  it('without an answer is in doubt until the server is back, and then counted anew', async () => {
    const { logout, asked, become } = await open()
    await logout.start()
    expect(logout.notice.value).toBe(unanswered)
    await become({ kind: 'offline', since: 0 })
    expect(logout.notice.value).toBe(unanswered)
    await become({ kind: 'live' })
    expect(logout.notice.value).toBe('')
    expect(asked).toEqual(['/v1/operations/preview', '/v1/operations', '/v1/operations/preview'])
  })

  it('that was refused keeps saying why when the connection comes and goes', async () => {
    const { logout, become, refuseWith } = await open()
    refuseWith(refusal(403, 'too-many'))
    await logout.start()
    await become({ kind: 'offline', since: 0 })
    await become({ kind: 'live' })
    expect(logout.notice.value).toBe('The server refused: too-many.')
  })

  it.each([
    [unreachable(), unanswered],
    [refusal(502, 'unreadable'), unanswered],
    [refusal(503, 'not-ready'), 'The server is starting. Try again in a few seconds.'],
    [refusal(409, 'busy'), 'The server refused: busy.'],
  ])('that fails with %s says what is known', (error, words) => {
    expect(startRefusal(error)).toBe(words)
  })
})
