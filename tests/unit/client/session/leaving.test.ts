import { describe, expect, it } from 'vitest'
import { createBrowser, credentials, kindIn, minutes, settled, signedInTab, tokenIn } from './fakeBrowser.ts'
import { problem } from './fakeServer.ts'

const ended = { cause: 'admin', message: 'Please sign in again.', endedAt: '2026-11-21T08:00:00.000Z' }
const noticeIn = (tab: { client: { state(): unknown } }) => (tab.client.state() as { notice?: unknown }).notice

describe('an ended session', () => {
  it('turns every tab into a signed-out one that knows the message', async () => {
    const { tab, openTab } = await signedInTab()
    const other = openTab()
    await settled()
    tab.client.ended(ended)
    await settled()
    for (const one of [tab, other])
      expect(noticeIn(one)).toEqual({ ...ended, tenant: { slug: 'acme', name: 'Acme' }, email: 'ann@acme.test' })
    expect(await tab.client.token()).toBeNull()
  })

  it('is told after a reload as well, where the browser still has the cookie', async () => {
    const { tab, openTab, server } = await signedInTab()
    server.end('session-1', ended)
    tab.client.ended(ended)
    tab.client.dispose()
    const reloaded = openTab()
    expect(await reloaded.client.shouldStaySignedIn()).toBe(false)
    expect(noticeIn(reloaded)).toMatchObject(ended)
  })

  it('is over with the next sign-in', async () => {
    const { tab } = await signedInTab()
    tab.client.ended(ended)
    await tab.client.signIn(credentials)
    expect(kindIn(tab)).toBe('signedIn')
  })

  it('is learned from whatever is asked first', async () => {
    const { tab, server } = await signedInTab()
    server.end('session-1', { cause: 'operation' })
    await expect(tab.client.sessions()).rejects.toMatchObject({ code: 'session-ended' })
    expect(tab.ended).toEqual(['operation'])
  })

  it('is told to every listener, whatever another listener does', async () => {
    const { tab } = await signedInTab()
    const heard: string[] = []
    const mistakes: unknown[] = []
    const onMistake = (error: unknown) => void mistakes.push(error)
    process.on('uncaughtException', onMistake)
    tab.client.onEnded(() => {
      throw new Error('a mistake of the application')
    })
    tab.client.onEnded(({ cause }) => void heard.push(cause))
    tab.client.ended(ended)
    await new Promise((resolve) => setTimeout(resolve, 5))
    process.off('uncaughtException', onMistake)
    expect(heard).toEqual(['admin'])
    expect(mistakes).toHaveLength(1)
    expect(kindIn(tab)).toBe('signedOut')
  })
})

describe('the end of an older session', () => {
  it.each(['cookie', 'bearer'] as const)(
    'with %s, heard late by a tab that slept, ends no newer one',
    async (transport) => {
      const { tab, openTab, pass, storage } = await signedInTab({ transport })
      const sleeper = openTab({ transport })
      await settled()
      sleeper.freeze()
      await tab.client.signOut()
      await tab.client.signIn(credentials)
      await pass(1_000)
      sleeper.client.ended(ended)
      sleeper.thaw()
      await pass(1_000)
      expect(kindIn(tab)).toBe('signedIn')
      expect(storage.stored.has('rollcall.web.session')).toBe(true)
    },
  )
})

describe('signing out', () => {
  it('forgets the session at once, in every tab, and tells the server', async () => {
    const { tab, openTab, server, storage } = await signedInTab()
    const other = openTab()
    await settled()
    await tab.client.signOut()
    await settled()
    for (const one of [tab, other]) {
      expect(one.client.state()).toEqual({ kind: 'signedOut', notice: null })
      expect(one.signedOut).toEqual([{ cause: 'person', message: null }])
      expect(one.ended).toEqual([])
      expect(one.client.signOutState()).toBe('confirmed')
    }
    expect([...storage.stored.values()].join()).not.toContain('ann@')
    expect(server.sessions.get('session-1')?.endedAs).toMatchObject({ cause: 'person' })
  })

  it('forbids silent refresh until somebody signs in', async () => {
    const { tab, openTab, server } = await signedInTab()
    await tab.client.signOut()
    const reloaded = openTab()
    expect(await reloaded.client.shouldStaySignedIn()).toBe(false)
    expect(server.requests('refresh')).toHaveLength(0)
    await reloaded.client.signIn(credentials)
    expect(await openTab().client.shouldStaySignedIn()).toBe(true)
  })

  it.each([
    ['silence', () => 'silence' as const],
    ['503', () => problem(503, 'store-unavailable')],
    ['500', () => problem(500, 'internal')],
  ])('works without an answer (%s), says so, and asks until there is one', async (_, trouble) => {
    const { tab, server, pass } = await signedInTab({ transport: 'bearer' })
    server.troubles('POST /v1/auth/logout', trouble(), trouble())
    await tab.client.signOut()
    expect(kindIn(tab)).toBe('signedOut')
    expect(tab.client.signOutState()).toBe('unanswered')
    await pass(10_000)
    expect(tab.client.signOutState()).toBe('confirmed')
    expect(server.requests('logout').map(({ body }) => body['refreshToken'])).toEqual(Array(3).fill('session-1.1'))
  })

  it('is not held up for long by a server that says nothing', async () => {
    const { tab, server, pass } = await signedInTab()
    server.troubles('POST /v1/auth/logout', 'never')
    void tab.client.signOut()
    await pass(5_100)
    expect(tab.client.signOutState()).toBe('unanswered')
  })

  it('goes on asking after a reload', async () => {
    const { tab, openTab, server } = await signedInTab()
    server.troubles('POST /v1/auth/logout', 'silence')
    await tab.client.signOut()
    tab.client.dispose()
    const reloaded = openTab()
    await settled()
    expect(server.requests('logout')).toHaveLength(2)
    expect(reloaded.client.signOutState()).toBe('confirmed')
    expect(server.sessions.get('session-1')?.endedAs).not.toBeNull()
  })

  it.each([
    { transport: 'cookie', hasChannel: true },
    { transport: 'bearer', hasChannel: true },
    { transport: 'bearer', hasChannel: false },
  ] as const)('does not let a refresh that was under way sign the browser in again: %o', async (how) => {
    const { transport, hasChannel } = how
    const { tab, openTab, server, storage } = await signedInTab({ transport }, createBrowser({ hasChannel }))
    const other = openTab({ transport })
    await settled()
    const refreshing = other.client.refresh()
    while (server.requests('refresh').length === 0) await Promise.resolve()
    await tab.client.signOut()
    await refreshing
    await settled()
    expect(kindIn(tab)).toBe('signedOut')
    if (hasChannel) expect(kindIn(other)).toBe('signedOut')
    expect(storage.stored.has('rollcall.web.session')).toBe(false)
  })

  it('is tried once more before a new sign-in, so that the old session does not stay open unseen', async () => {
    const { tab, server } = await signedInTab()
    server.troubles('POST /v1/auth/logout', 'silence')
    await tab.client.signOut()
    await tab.client.signIn(credentials)
    const routes = server.asked.map(({ route }) => route.split('/').at(-1))
    expect(routes).toEqual(['login', 'logout', 'logout', 'login'])
    expect(tab.client.signOutState()).toBe('none')
  })

  it('works while the server has not said yet whether the session goes on', async () => {
    const { tab, openTab, server } = await signedInTab({ transport: 'bearer' })
    tab.client.dispose()
    server.troubles('GET /v1/auth/session', 'silence')
    server.troubles('POST /v1/auth/refresh', 'silence')
    const reloaded = openTab({ transport: 'bearer' })
    await settled()
    expect(kindIn(reloaded)).toBe('unreachable')
    await reloaded.client.signOut()
    expect(kindIn(reloaded)).toBe('signedOut')
    expect(server.sessions.get('session-1')?.endedAs).not.toBeNull()
  })

  it('everywhere ends all sessions and this one', async () => {
    const { tab, openTab } = await signedInTab()
    const other = openTab()
    await settled()
    expect(await tab.client.signOutAll()).toBe(3)
    await settled()
    expect([kindIn(tab), kindIn(other)]).toEqual(['signedOut', 'signedOut'])
    expect(await openTab().client.shouldStaySignedIn()).toBe(false)
  })

  it('by nobody asks nothing', async () => {
    const { tab, server } = await signedInTab()
    await tab.client.signOut()
    const before = server.asked.length
    await tab.client.signOut()
    expect(server.asked).toHaveLength(before)
    expect(tab.signedOut).toHaveLength(1)
  })
})

describe('a client that is disposed of', () => {
  it('asks nothing more and signs nobody out', async () => {
    const { tab, openTab, server, pass } = await signedInTab({ live: 'stream' })
    tab.client.dispose()
    const before = server.asked.length
    await pass(minutes(120))
    expect(server.asked).toHaveLength(before)
    expect(server.streams()).toBe(0)
    expect(tokenIn(openTab())).toBeNull()
  })

  it('keeps what it had asked for, and asks nothing more where that failed', async () => {
    const { tab, openTab, server, pass } = await signedInTab({ transport: 'bearer' })
    const refreshing = tab.client.refresh()
    while (server.requests('refresh').length === 0) await Promise.resolve()
    tab.client.dispose()
    await refreshing
    const reloaded = openTab({ transport: 'bearer' })
    expect(await reloaded.client.shouldStaySignedIn()).toBe(true)
    server.troubles('POST /v1/auth/refresh', 'silence')
    const failing = reloaded.client.refresh()
    reloaded.client.dispose()
    await failing
    const before = server.asked.length
    await pass(minutes(120))
    expect(server.asked).toHaveLength(before)
  })

  it.each(['GET /v1/auth/session', 'POST /v1/auth/refresh'])(
    'asks nothing more after an answer to %s that came late',
    async (route) => {
      const bearer = { transport: 'bearer', live: 'stream' } as const
      const { tab, openTab, server, pass, until } = await signedInTab(bearer)
      tab.client.dispose()
      await pass(minutes(route.endsWith('refresh') ? 40 : 1))
      const late = openTab(bearer)
      let answer = () => {}
      server.troubles(route, new Promise<void>((resolve) => void (answer = resolve)))
      await settled()
      late.client.dispose()
      answer()
      await settled()
      const before = server.asked.length
      await pass(minutes(120))
      expect(server.asked).toHaveLength(before)
      expect(server.streams()).toBe(0)
      const next = openTab(bearer)
      expect(await until(next.client.shouldStaySignedIn())).toBe(true)
    },
  )
})
