import { describe, expect, it } from 'vitest'
import {
  createBrowser,
  credentials,
  kindIn,
  minutes,
  settled,
  signedInTab,
  tokenIn,
  type OpenedTab,
} from './fakeBrowser.ts'
import { problem } from './fakeServer.ts'

describe('a token', () => {
  it('is renewed 5 min before it expires, by a timer that is nobody’s activity', async () => {
    const { pass, tab, server } = await signedInTab()
    const first = tokenIn(tab)
    await pass(minutes(24.9))
    expect(server.requests('refresh')).toHaveLength(0)
    await pass(minutes(0.2))
    expect(server.requests('refresh').map(({ body }) => body['active'])).toEqual([false])
    expect(tokenIn(tab)).not.toBe(first)
  })

  it('is renewed when two thirds of a short lifetime are over', async () => {
    const browser = createBrowser()
    browser.server.limits.accessMs = minutes(3)
    const { pass, server } = await signedInTab({}, browser)
    await pass(minutes(1.9))
    expect(server.requests('refresh')).toHaveLength(0)
    await pass(minutes(0.2))
    expect(server.requests('refresh')).toHaveLength(1)
  })

  it('is renewed as early as the application wants', async () => {
    const { pass, server } = await signedInTab({ refreshBeforeSeconds: 600 })
    await pass(minutes(20.1))
    expect(server.requests('refresh')).toHaveLength(1)
  })

  it('that ran out while the machine slept is renewed before it is used', async () => {
    const { tab, time } = await signedInTab()
    const first = tokenIn(tab)
    time.sleep(minutes(40))
    expect(tab.client.needsRefresh()).toBe(true)
    expect(await tab.client.token()).not.toBe(first)
  })

  it('is renewed at once when the machine wakes', async () => {
    const { tab, time, server } = await signedInTab()
    time.sleep(minutes(40))
    tab.wake()
    await settled()
    expect(server.requests('refresh')).toHaveLength(1)
    expect(tab.client.needsRefresh()).toBe(false)
  })

  it('is renewed once however many requests found it refused', async () => {
    const { tab, server } = await signedInTab()
    const first = tokenIn(tab) ?? ''
    const tokens = await Promise.all([1, 2, 3].map(() => tab.client.renewed(first)))
    expect(new Set(tokens).size).toBe(1)
    expect(tokens[0]).not.toBe(first)
    expect(server.requests('refresh')).toHaveLength(1)
  })

  it('goes on being used while it is good and the server does not answer', async () => {
    const { tab, pass, server } = await signedInTab()
    server.troubles('POST /v1/auth/refresh', ...Array.from({ length: 9 }, () => problem(500, 'internal')))
    const first = tokenIn(tab)
    await pass(minutes(26))
    const asked = server.requests('refresh').length
    expect(await tab.client.token()).toBe(first)
    expect(server.requests('refresh')).toHaveLength(asked)
    await pass(minutes(4))
    expect(kindIn(tab)).toBe('signedIn')
    expect(tokenIn(tab)).not.toBe(first)
  })

  it('is judged by the server’s clock where the machine’s is an hour wrong', async () => {
    for (const aheadMs of [minutes(60), minutes(-60)]) {
      const browser = createBrowser()
      browser.server.clock.aheadMs = aheadMs
      const { pass, server, tab, openTab } = await signedInTab({}, browser)
      const other = openTab()
      await pass(minutes(24))
      const asked = server.requests('refresh').length
      await pass(minutes(1.1))
      expect([aheadMs, server.requests('refresh').length - asked]).toEqual([aheadMs, 1])
      expect(tokenIn(other)).toBe(tokenIn(tab))
      expect(tab.client.serverClock.now() - browser.time.now()).toBeCloseTo(aheadMs, -4)
    }
  })

  it('that cannot be read as a JWT is renewed all the same', async () => {
    const { tab, pass, server } = await signedInTab({ transport: 'bearer' })
    const grant = await tab.client.signIn(credentials)
    await tab.client.save({ ...grant, accessToken: 'opaque' })
    await pass(minutes(25.1))
    expect(server.requests('refresh')).toHaveLength(1)
  })
})

describe.each(['cookie', 'bearer'] as const)('a lost answer to a refresh with %s', (transport) => {
  it('is asked for again with the same attempt, long after the grace, and ends nothing', async () => {
    const { tab, server, pass } = await signedInTab({ transport })
    server.troubles('POST /v1/auth/refresh', 'lost', 'silence', 'silence', problem(502, 'x'), 'silence', 'silence')
    await tab.client.refresh()
    await pass(minutes(2))
    const attempts = server.requests('refresh').map(({ body }) => body['attempt'])
    expect(attempts).toHaveLength(7)
    expect(new Set(attempts).size).toBe(1)
    expect(server.sessions.get('session-1')).toMatchObject({ endedAs: null, generation: 2 })
    await tab.client.refresh()
    expect(server.sessions.get('session-1')).toMatchObject({ endedAs: null, generation: 3 })
  })

  it('is asked for again after a restart', async () => {
    const { tab, openTab, server, time, pass } = await signedInTab({ transport })
    server.troubles('POST /v1/auth/refresh', 'lost')
    await tab.client.refresh()
    tab.client.dispose()
    time.sleep(minutes(60))
    const restarted = openTab({ transport })
    await pass(1_000)
    expect(kindIn(restarted)).toBe('signedIn')
    const attempts = server.requests('refresh').map(({ body }) => body['attempt'])
    expect(new Set(attempts).size).toBe(1)
  })

  it('that never comes counts as lost after 15 s', async () => {
    const { tab, server, pass } = await signedInTab({ transport })
    server.troubles('POST /v1/auth/refresh', 'never')
    const first = tokenIn(tab)
    void tab.client.refresh()
    await pass(14_000)
    expect(server.requests('refresh')).toHaveLength(1)
    await pass(3_000)
    expect(server.requests('refresh')).toHaveLength(2)
    expect(tokenIn(tab)).not.toBe(first)
  })
})

describe('the attempt of a refresh', () => {
  it('gives way to a new one once answered', async () => {
    const { tab, server } = await signedInTab()
    await tab.client.refresh()
    await tab.client.refresh()
    const attempts = server.requests('refresh').map(({ body }) => body['attempt'])
    expect(new Set(attempts).size).toBe(2)
  })
})

describe('several tabs', () => {
  const withTabs = async (count: number, browser = createBrowser(), transport: 'cookie' | 'bearer' = 'cookie') => {
    const first = await signedInTab({ transport }, browser)
    const others = Array.from({ length: count - 1 }, () => browser.openTab({ transport }))
    await browser.pass(3_000)
    const tabs = [first.tab, ...others]
    expect(tabs.map(kindIn)).toEqual(tabs.map(() => 'signedIn'))
    browser.server.asked.length = 0
    return { ...browser, tabs }
  }

  it('refresh an expired token once, and all have the new one', async () => {
    const { tabs, server, time, pass } = await withTabs(20)
    time.sleep(minutes(40))
    const asked = tabs.map(({ client }) => client.token())
    await pass(2_000)
    expect(new Set(await Promise.all(asked)).size).toBe(1)
    expect(server.requests('refresh')).toHaveLength(1)
  })

  it('refresh once by their timers', async () => {
    const { tabs, server, pass } = await withTabs(5)
    await pass(minutes(26))
    expect(server.requests('refresh')).toHaveLength(1)
    expect(new Set(tabs.map(tokenIn)).size).toBe(1)
  })

  it.each([
    [{ hasLocks: false, hasChannel: true }],
    [{ hasLocks: true, hasChannel: false }],
    [{ hasLocks: false, hasChannel: false }],
  ])('refresh once with bearer tokens in a browser with %o', async (has) => {
    const { tabs, server, time, pass } = await withTabs(4, createBrowser(has), 'bearer')
    time.sleep(minutes(40))
    const asked = tabs.map(({ client }) => client.token())
    await pass(5_000)
    expect(new Set(await Promise.all(asked)).size).toBe(1)
    expect(server.requests('refresh')).toHaveLength(1)
    expect(server.running.most).toBe(1)
  })

  it('ask together only once in a while when the server does not answer', async () => {
    const { tabs, server, time, pass } = await withTabs(10)
    server.troubles('POST /v1/auth/refresh', ...Array.from({ length: 3 }, () => 'silence' as const))
    time.sleep(minutes(40))
    for (const { client } of tabs) void client.token()
    await pass(900)
    expect(server.requests('refresh')).toHaveLength(1)
    await pass(10_000)
    expect(server.requests('refresh').length).toBeLessThan(6)
    expect(new Set(tabs.map(tokenIn)).size).toBe(1)
  })

  it.each([
    ['neither wait for each other nor talk', { hasLocks: false, hasChannel: false }],
    ['use no locks because they are forbidden', { hasLocks: 'forbidden' as const }],
  ])('lose nothing in a browser where they can %s', async (_, has) => {
    const browser = createBrowser(has)
    const { tabs, server, time, pass } = await withTabs(4, browser)
    time.sleep(minutes(40))
    const asked = tabs.map(({ client }) => client.token())
    await pass(5_000)
    expect(await Promise.all(asked)).not.toContain(null)
    expect(server.sessions.get('session-1')?.endedAs).toBeNull()
  })

  it('go on when the one that refreshes is frozen', async () => {
    const { tabs, server, pass } = await withTabs(2)
    const [one, other] = tabs
    server.troubles('POST /v1/auth/refresh', 'never')
    void one?.client.refresh()
    await settled()
    one?.freeze()
    const before = other === undefined ? null : tokenIn(other)
    void other?.client.refresh()
    await pass(25_000)
    expect(other === undefined ? null : tokenIn(other)).not.toBe(before)
  })

  it.each(['cookie', 'bearer'] as const)(
    'that slept for a day with %s take what the others have, and nobody goes back to what they had',
    async (transport) => {
      const { tabs, server, pass } = await withTabs(3, createBrowser(), transport)
      const [sleeper, ...awake] = tabs
      sleeper?.freeze()
      await pass(minutes(24 * 60))
      const newest = awake.map(tokenIn)
      sleeper?.thaw()
      await sleeper?.client.token()
      await pass(2_000)
      expect(awake.map(tokenIn)).toEqual(newest)
      expect(sleeper === undefined ? null : tokenIn(sleeper)).toBe(newest[0])
      expect(server.sessions.get('session-1')?.endedAs).toBeNull()
    },
  )

  it.each(['cookie', 'bearer'] as const)(
    'do not go back when one of them takes note late of an answer with %s that others are beyond',
    async (transport) => {
      const { tabs, server, pass, storage, time } = await withTabs(3, createBrowser(), transport)
      const [late, other, third] = tabs as [OpenedTab, OpenedTab, OpenedTab]
      late.freeze()
      const refreshing = late.client.refresh()
      await pass(21_000)
      for (const { client } of [other, third, other]) {
        time.sleep(minutes(40))
        const asked = client.token()
        await pass(22_000)
        await asked
      }
      const [newest, stored] = [tokenIn(other), storage.stored.get('rollcall.web.session')]
      late.thaw()
      await refreshing
      await pass(100)
      expect(tabs.map(tokenIn)).toEqual([newest, newest, newest])
      expect(storage.stored.get('rollcall.web.session')).toBe(stored)
      expect(server.sessions.get('session-1')?.endedAs).toBeNull()
    },
  )

  it('are not held up by one that was disposed of while it waited for its turn', async () => {
    const { tab, openTab, pass, server } = await signedInTab()
    const [waiting, other] = [openTab(), openTab()]
    await pass(2_000)
    server.troubles('POST /v1/auth/refresh', 'never')
    void tab.client.refresh()
    await settled()
    void waiting.client.refresh()
    await settled()
    waiting.client.dispose()
    await pass(16_000)
    const before = tokenIn(other)
    void other.client.refresh()
    await pass(1_000)
    expect(tokenIn(other)).not.toBe(before)
  })

  it('are all signed out by a refusal that one of them gets, with its reason', async () => {
    const { tabs, server, pass } = await withTabs(3)
    server.end('session-1', { cause: 'operation', message: 'Sign in again, please.' })
    await tabs[0]?.client.refresh()
    await pass(1_000)
    expect(tabs.map(kindIn)).toEqual(['signedOut', 'signedOut', 'signedOut'])
    for (const tab of tabs) {
      expect(tab.signedOut).toEqual([{ cause: 'operation', message: 'Sign in again, please.' }])
      expect(tab.ended).toEqual(['operation'])
    }
  })

  it('with a storage each have a session each', async () => {
    const browser = createBrowser()
    const one = browser.openTab({ transport: 'bearer', storage: undefined as never })
    const other = browser.openTab({ transport: 'bearer', storage: undefined as never })
    await one.client.signIn(credentials)
    await settled()
    expect([kindIn(one), kindIn(other)]).toEqual(['signedIn', 'signedOut'])
  })
})

describe('a refresh that was refused', () => {
  it('says by its code why, where the server gives no reason', async () => {
    const { tab, server, storage } = await signedInTab()
    server.jar.clear()
    await tab.client.refresh()
    expect(tab.signedOut).toEqual([{ cause: 'refresh-invalid', message: null }])
    expect(tab.ended).toEqual([])
    expect(storage.stored.has('rollcall.web.session')).toBe(false)
  })

  it('signs nobody out where another part of the application has stored the successor meanwhile', async () => {
    const { tab, server, storage } = await signedInTab({ transport: 'bearer' })
    const key = 'rollcall.web.session'
    server.troubles('POST /v1/auth/refresh', () => {
      const stored = JSON.parse(storage.stored.get(key) ?? '') as { order: number; grant: { accessToken: string } }
      const grant = { ...stored.grant, accessToken: 'newer' }
      storage.stored.set(key, JSON.stringify({ ...stored, order: stored.order + 1, grant }))
      return problem(401, 'refresh-invalid')
    })
    await tab.client.refresh()
    expect(tokenIn(tab)).toBe('newer')
    expect(tab.signedOut).toEqual([])
  })
})

describe('storage', () => {
  const full = (stored: Map<string, string>) => ({
    isShared: true,
    getItem: (key: string) => stored.get(key) ?? null,
    setItem() {
      throw new DOMException('full', 'QuotaExceededError')
    },
    removeItem: (key: string) => void stored.delete(key),
  })
  const forbidden = {
    isShared: true,
    getItem(): string {
      throw new DOMException('no', 'SecurityError')
    },
    setItem() {
      throw new DOMException('no', 'SecurityError')
    },
    removeItem() {
      throw new DOMException('no', 'SecurityError')
    },
  }
  const failing = {
    getItem: () => Promise.reject(new Error('keychain locked')),
    setItem: () => Promise.reject(new Error('keychain locked')),
    removeItem: () => Promise.reject(new Error('keychain locked')),
  }

  it.each([
    ['full', () => full(new Map())],
    ['forbidden', () => forbidden],
    ['locked', () => failing],
  ])('that is %s loses nothing of this page', async (_, storage) => {
    const { tab, server, pass } = await signedInTab({ transport: 'bearer', storage: storage() })
    await pass(minutes(60))
    expect(kindIn(tab)).toBe('signedIn')
    expect(server.sessions.get('session-1')).toMatchObject({ endedAs: null, generation: 3 })
    await tab.client.signOut()
    expect(server.sessions.get('session-1')?.endedAs).not.toBeNull()
  })

  it('that is forbidden together with locks loses nothing of this page either, and what ends the session is heard', async () => {
    const options = { transport: 'bearer', storage: forbidden, live: 'stream' } as const
    const { tab, server, pass } = await signedInTab(options, createBrowser({ hasLocks: 'forbidden' }))
    await pass(minutes(60))
    expect(kindIn(tab)).toBe('signedIn')
    server.end('session-1', { cause: 'admin' })
    await pass(minutes(1))
    expect(tab.ended).toEqual(['admin'])
  })

  it.each([
    [
      'a grant of another shape',
      { 'rollcall.web.session': '{"order":1,"tenant":{"id":"t","slug":"acme"},"email":"a@b.c","grant":{}}' },
    ],
    [
      'no grant',
      { 'rollcall.web.session': '{"order":1,"tenant":{"id":"t","slug":"acme"},"email":"a@b.c","grant":null}' },
    ],
    ['a mark of another shape', { 'rollcall.web.signedOut': '7' }],
    ['a device of another shape', { 'rollcall.deviceId': JSON.stringify('x'.repeat(201)) }],
    ['an attempt of another shape', { 'rollcall.web.attempt': '{"id":1}' }],
  ])('in which other code has left %s keeps nobody from signing in, staying so and leaving', async (_, left) => {
    const browser = createBrowser()
    for (const [key, text] of Object.entries(left)) browser.storage.setItem(key, text)
    const { tab, server, pass } = await signedInTab({ transport: 'bearer' }, browser)
    await pass(minutes(60))
    expect(server.sessions.get('session-1')).toMatchObject({ endedAs: null, generation: 3 })
    await tab.client.signOut()
    expect(kindIn(tab)).toBe('signedOut')
    expect(server.sessions.get('session-1')?.endedAs).not.toBeNull()
  })

  it('in which other code has raised the order beyond all numbers keeps nobody signed in', async () => {
    const { tab, openTab, storage } = await signedInTab({ transport: 'bearer' })
    const stored = storage.stored.get('rollcall.web.session') ?? ''
    storage.setItem('rollcall.web.session', stored.replace(/"order":\d+/, '"order":1e999'))
    const other = openTab({ transport: 'bearer' })
    await settled()
    await Promise.all([tab, other].map(({ client }) => client.signOut()))
    expect([tab, other].map(kindIn)).toEqual(['signedOut', 'signedOut'])
  })

  it('that has become full keeps no older token for others to find', async () => {
    const stored = new Map<string, string>()
    const browser = createBrowser()
    const roomy = { ...full(stored), setItem: (key: string, value: string) => void stored.set(key, value) }
    const { tab } = await signedInTab({ transport: 'bearer', storage: roomy }, browser)
    roomy.setItem = full(stored).setItem
    await tab.client.refresh()
    expect([...stored.values()].join()).not.toContain('session-1.')
    expect(kindIn(tab)).toBe('signedIn')
  })

  it('that answers later, as on phones, works the same', async () => {
    const stored = new Map<string, string>()
    const slow = {
      getItem: async (key: string) => stored.get(key) ?? null,
      setItem: async (key: string, value: string) => void stored.set(key, value),
      removeItem: async (key: string) => void stored.delete(key),
    }
    const { openTab, server } = await signedInTab({ transport: 'bearer', storage: slow })
    const restarted = openTab({ transport: 'bearer', storage: slow })
    expect(await restarted.client.shouldStaySignedIn()).toBe(true)
    await restarted.client.signOut()
    expect(stored.get('rollcall.web.signedOut')).not.toContain('session-1')
    expect(server.sessions.get('session-1')?.endedAs).toMatchObject({ cause: 'person' })
  })
})
