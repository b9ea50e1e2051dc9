import { describe, expect, it } from 'vitest'
import { createBrowser, credentials, kindIn, minutes, settled, signedInTab, tokenIn } from './fakeBrowser.ts'
import { problem } from './fakeServer.ts'

describe('a browser that nobody signed in with', () => {
  it('asks the server nothing and is signed out, without having been told to', async () => {
    const { openTab, server } = createBrowser()
    const tab = openTab()
    expect(await tab.client.shouldStaySignedIn()).toBe(false)
    expect(tab.client.state()).toEqual({ kind: 'signedOut', notice: null })
    expect(tab.signedOut).toEqual([])
    expect(server.asked).toEqual([])
  })

  it('stays signed out when the password is wrong, and says so', async () => {
    const tab = createBrowser().openTab()
    const wrong = tab.client.signIn({ ...credentials, password: 'wrong' })
    await expect(wrong).rejects.toMatchObject({ status: 401, code: 'invalid-credentials' })
    expect(kindIn(tab)).toBe('signedOut')
  })

  it('has nobody whose sessions it could list', async () => {
    const tab = createBrowser().openTab()
    await expect(tab.client.sessions()).rejects.toMatchObject({ code: 'not-signed-in' })
    expect(await tab.client.status()).toBeNull()
    expect([tab.client.expiresAt(), tab.client.isExpiringSoon()]).toEqual([null, false])
  })
})

describe('a signed-in browser', () => {
  it('stores no token where the refresh token travels in a cookie', async () => {
    const { tab, storage } = await signedInTab()
    const stored = [...storage.stored.values()].join()
    expect(stored).toContain('acme')
    expect(stored).not.toContain(tokenIn(tab))
    expect(stored).not.toContain('session-1.')
  })

  it('is signed in at once in its other tabs', async () => {
    const { openTab } = await signedInTab()
    const other = openTab()
    await settled()
    expect(kindIn(other)).toBe('signedIn')
    expect(other.signedOut).toEqual([])
  })

  it('tells the other tabs that somebody else has signed in', async () => {
    const { openTab, tab } = await signedInTab()
    const other = openTab()
    await settled()
    await other.client.signIn({ ...credentials, email: 'bob@acme.test' })
    await settled()
    expect(tab.others).toEqual(['bob@acme.test'])
  })

  it('knows when its session ends', async () => {
    const { tab, time } = await signedInTab()
    expect(tab.client.expiresAt()).toBe(time.now() + minutes(7 * 24 * 60))
    expect(await tab.client.status()).toMatchObject({ active: true, session: { id: 'session-1' } })
  })

  it('ends the old session where a bearer client signs in again', async () => {
    const { tab, server } = await signedInTab({ transport: 'bearer' })
    await tab.client.signIn({ ...credentials, email: 'bob@acme.test' })
    await settled()
    expect([...server.sessions.values()].map(({ endedAs }) => endedAs === null)).toEqual([false, true])
  })

  it('takes over tokens that were got elsewhere', async () => {
    const { tab, openTab } = await signedInTab({ transport: 'bearer' })
    const grant = await tab.client.signIn(credentials)
    await tab.client.clear()
    expect(kindIn(tab)).toBe('signedOut')
    await tab.client.save(grant)
    const reloaded = openTab({ transport: 'bearer' })
    expect(await reloaded.client.shouldStaySignedIn()).toBe(true)
    expect(tokenIn(reloaded)).toBe(grant.accessToken)
  })
})

describe('a start', () => {
  it('with bearer tokens asks whether the session goes on, and renews no token that is good', async () => {
    const { openTab, server, tab } = await signedInTab({ transport: 'bearer' })
    const reloaded = openTab({ transport: 'bearer' })
    expect(await reloaded.client.shouldStaySignedIn()).toBe(true)
    expect(tokenIn(reloaded)).toBe(tokenIn(tab))
    expect(server.requests('refresh')).toEqual([])
    expect(server.requests('auth/session')).toHaveLength(1)
  })

  it('renews one that has expired', async () => {
    const { openTab, server, tab, time } = await signedInTab({ transport: 'bearer' })
    tab.client.dispose()
    time.sleep(minutes(45))
    const reloaded = openTab({ transport: 'bearer' })
    expect(await reloaded.client.shouldStaySignedIn()).toBe(true)
    expect(server.requests('refresh')).toHaveLength(1)
  })

  it('drops a session that has ended meanwhile, says why and forgets its tokens', async () => {
    const { openTab, server, storage, tab } = await signedInTab({ transport: 'bearer' })
    tab.client.dispose()
    server.end('session-1', { cause: 'admin', message: 'Please sign in again.' })
    const reloaded = openTab({ transport: 'bearer' })
    expect(await reloaded.client.shouldStaySignedIn()).toBe(false)
    await settled()
    expect(reloaded.signedOut).toEqual([{ cause: 'admin', message: 'Please sign in again.' }])
    expect(reloaded.ended).toEqual(['admin'])
    expect([...storage.stored.values()].join()).not.toContain('session-1')
  })

  it('without a server is not signed out: it asks until there is an answer', async () => {
    const { openTab, server, tab, pass } = await signedInTab()
    tab.client.dispose()
    server.troubles('POST /v1/auth/refresh', 'silence', 'silence', problem(503, 'store-unavailable'))
    const reloaded = openTab()
    expect(await reloaded.client.shouldStaySignedIn()).toBe(true)
    expect(kindIn(reloaded)).toBe('unreachable')
    await expect(reloaded.client.fetch('https://api.test/orders')).rejects.toMatchObject({ code: 'unreachable' })
    await pass(minutes(1))
    expect(kindIn(reloaded)).toBe('signedIn')
    expect(reloaded.signedOut).toEqual([])
  })

  it('waits longer each time, and asks at once when the machine comes online', async () => {
    const { openTab, server, tab, pass } = await signedInTab()
    tab.client.dispose()
    server.troubles('POST /v1/auth/refresh', ...Array.from({ length: 7 }, () => 'silence' as const))
    const reloaded = openTab()
    await pass(minutes(1))
    const times = server.requests('refresh').map(({ at }) => at)
    const pauses = times.slice(1).map((at, before) => (at - (times[before] ?? 0)) / 1000)
    expect(pauses).toEqual([1, 2, 5, 10, 30])
    reloaded.wake()
    await settled()
    expect(server.requests('refresh')).toHaveLength(7)
  })

  it.each([
    ['a hotel that answers with its own page', () => new Response('<html>Sign in to the WiFi</html>')],
    ['a proxy that refuses', () => new Response('no', { status: 407 })],
    ["a proxy's own 401", () => new Response('no', { status: 401 })],
    ['a page of a wrong origin', () => problem(403, 'origin-refused')],
    ['a server that has too much to do', () => problem(429, 'rate-limited', {}, { 'Retry-After': '120' })],
  ])('takes %s for no answer', async (_, answer) => {
    const { openTab, server, tab, pass } = await signedInTab()
    tab.client.dispose()
    server.troubles('POST /v1/auth/refresh', answer())
    const reloaded = openTab()
    await settled()
    expect(kindIn(reloaded)).toBe('unreachable')
    await pass(minutes(3))
    expect(kindIn(reloaded)).toBe('signedIn')
  })

  it('asks no sooner than the server says', async () => {
    const { openTab, server, tab, pass } = await signedInTab()
    tab.client.dispose()
    server.troubles('POST /v1/auth/refresh', problem(429, 'rate-limited', {}, { 'Retry-After': '120' }))
    openTab()
    await pass(119_000)
    expect(server.requests('refresh')).toHaveLength(1)
    await pass(2_000)
    expect(server.requests('refresh')).toHaveLength(2)
  })

  it('sends no token of another tenant anywhere, and drops it', async () => {
    const { openTab, server, storage, tab } = await signedInTab({ transport: 'bearer' })
    tab.client.dispose()
    const before = server.asked.length
    const foreign = openTab({ transport: 'bearer', tenant: 'globex' })
    expect(await foreign.client.shouldStaySignedIn()).toBe(false)
    expect(server.asked).toHaveLength(before)
    expect(storage.stored.has('rollcall.web.session')).toBe(false)
  })

  it.each(['not json', '{}', 'null', '{"order":"1"}', '{"order":1,"tenant":null,"email":"a"}', '[]', '7'])(
    'is signed out where what is stored is no session: %s',
    async (text) => {
      const { openTab, storage, server } = createBrowser()
      storage.stored.set('rollcall.web.session', text)
      expect(await openTab({ transport: 'bearer' }).client.shouldStaySignedIn()).toBe(false)
      expect(server.asked).toEqual([])
    },
  )
})

describe('front ends of one origin', () => {
  it('have sessions that do not touch each other', async () => {
    const browser = await signedInTab({ transport: 'bearer', client: 'admin' })
    const bar = browser.openTab({ transport: 'bearer', client: 'bar' })
    await settled()
    expect(kindIn(bar)).toBe('signedOut')
    await bar.client.signIn({ ...credentials, email: 'bob@acme.test' })
    await browser.tab.client.signOut()
    await settled()
    expect([kindIn(browser.tab), kindIn(bar)]).toEqual(['signedOut', 'signedIn'])
  })

  it('keep what they have under names of their own, and the bare token where other code reads it', async () => {
    const keys = { session: 'bartender_session', accessToken: 'bartender_token' }
    const { tab, storage } = await signedInTab({ transport: 'bearer', keys })
    expect(storage.stored.get('bartender_token')).toBe(tokenIn(tab))
    expect(storage.stored.has('bartender_session')).toBe(true)
    await tab.client.refresh()
    expect(storage.stored.get('bartender_token')).toBe(tokenIn(tab))
    await tab.client.signOut()
    expect(storage.stored.has('bartender_token')).toBe(false)
  })
})

describe('a tab in which somebody else signs in', () => {
  const bob = { ...credentials, email: 'bob@acme.test' }
  const asBob = { kind: 'signedIn', grant: { user: { email: 'bob@acme.test' } } }
  const stands = () => {
    let go = () => {}
    return { until: new Promise<void>((resolve) => void (go = resolve)), go: () => go() }
  }

  it('follows the new session, and not the one before', async () => {
    const { tab, until, server } = await signedInTab({ live: 'stream' })
    await until(tab.client.signIn(bob))
    await settled()
    server.end('session-1', { cause: 'admin' })
    await settled()
    expect(tab.client.state()).toMatchObject(asBob)
    server.end('session-2', { cause: 'admin' })
    await settled()
    expect(tab.ended).toEqual(['admin'])
  })

  it('stays signed in when a request made before is told that its session has ended', async () => {
    const { tab, until, server } = await signedInTab()
    const held = stands()
    server.troubles('GET /v1/me/sessions', held.until)
    server.end('session-1', { cause: 'admin' })
    const refused = tab.client.sessions()
    refused.catch(() => {})
    await settled()
    await until(tab.client.signIn(bob))
    held.go()
    await expect(refused).rejects.toMatchObject({ code: 'session-ended' })
    expect(tab.client.state()).toMatchObject(asBob)
  })

  it('sends no request again in the name of the new person', async () => {
    const { tab, until, server } = await signedInTab()
    const held = stands()
    server.troubles('POST /orders', held.until)
    server.end('session-1', { cause: 'admin' })
    const answer = tab.client.fetch('https://api.test/orders', { method: 'POST', body: '{"of":"ann"}' })
    await settled()
    await until(tab.client.signIn(bob))
    held.go()
    expect((await answer).status).toBe(401)
    expect(server.requests('POST /orders')).toHaveLength(1)
  })
})
