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
import type { SessionClientOptions } from '../../../../client/session/sessionClient.ts'

const signedInFor = (idleMs: number, options: Partial<SessionClientOptions> = {}) => {
  const browser = createBrowser()
  browser.server.limits.idleMs = idleMs
  return signedInTab(options, browser)
}
const noticeIn = (tab: OpenedTab) => (tab.client.state() as { notice?: unknown }).notice

describe('an application that somebody uses', () => {
  it('tells the server once a minute, however much is done', async () => {
    const { tab, pass, server } = await signedInFor(minutes(60))
    for (let second = 0; second < 150; second += 1) {
      tab.client.touch()
      await pass(1_000)
    }
    expect(server.requests('activity')).toHaveLength(3)
  })

  it('tells the last of it too, and then nothing more', async () => {
    const { tab, pass, server } = await signedInFor(minutes(60))
    tab.client.touch()
    await settled()
    tab.client.touch()
    await pass(minutes(10))
    expect(server.requests('activity')).toHaveLength(2)
  })

  it('tells at once what it is told to', async () => {
    const { tab, server } = await signedInFor(minutes(60))
    await tab.client.recordActivity()
    await tab.client.recordActivity()
    expect(server.requests('activity')).toHaveLength(2)
  })

  it('stays signed in beyond its idle limit, unwarned, in a tab that nobody uses too', async () => {
    const { tab, openTab, pass } = await signedInFor(minutes(10))
    const other = openTab()
    for (let minute = 0; minute < 30; minute += 1) {
      tab.client.touch()
      await pass(minutes(1))
    }
    expect([kindIn(tab), kindIn(other)]).toEqual(['signedIn', 'signedIn'])
    expect([tab.warned, other.warned]).toEqual([[], []])
  })

  it('stays signed in where the idle limit is shorter than the pause between two reports', async () => {
    const { tab, pass } = await signedInFor(20_000)
    for (let second = 0; second < 60; second += 1) {
      tab.client.touch()
      await pass(1_000)
    }
    expect(kindIn(tab)).toBe('signedIn')
  })

  it('tells again what the server did not take', async () => {
    const { tab, pass, server } = await signedInFor(minutes(60))
    server.troubles('POST /v1/auth/session/activity', 'silence')
    tab.client.touch()
    await pass(minutes(3))
    expect(server.requests('activity')).toHaveLength(2)
  })

  it('learns from a refused report that the session is over', async () => {
    const { tab, server } = await signedInFor(minutes(60))
    server.end('session-1', { cause: 'admin' })
    tab.client.touch()
    await settled()
    expect(noticeIn(tab)).toMatchObject({ cause: 'admin' })
  })

  it('tells with a refresh what was done since the last report, once', async () => {
    const { tab, pass, server } = await signedInFor(minutes(60))
    tab.client.touch()
    await settled()
    tab.client.touch()
    await tab.client.refresh()
    await tab.client.refresh()
    expect(server.requests('refresh').map(({ body }) => body['active'])).toEqual([true, false])
    await pass(minutes(5))
    expect(server.requests('activity')).toHaveLength(1)
  })

  it('has told nothing by a refresh that was not answered', async () => {
    const { tab, pass, server } = await signedInFor(minutes(60))
    tab.client.touch()
    await settled()
    tab.client.touch()
    server.troubles('POST /v1/auth/refresh', 'silence')
    await tab.client.refresh()
    await pass(1_000)
    expect(server.requests('refresh').map(({ body }) => body['active'])).toEqual([true, true])
  })

  it('counts as used when a person opens it', async () => {
    const { openTab, server } = await signedInFor(minutes(60))
    const opened = openTab()
    opened.client.touch()
    await settled()
    expect(server.requests('refresh').map(({ body }) => body['active'])).toEqual([true])
  })
})

describe('a session that nobody uses', () => {
  it('warns five minutes before its end, in every tab, and is over then', async () => {
    const { tab, openTab, pass } = await signedInFor(minutes(60))
    const other = openTab()
    await pass(minutes(54.9))
    expect([tab.client.isExpiringSoon(), other.client.isExpiringSoon()]).toEqual([false, false])
    await pass(minutes(0.2))
    const warning = { kind: 'idle', at: '2026-11-21T09:00:00.000Z', message: null }
    expect([tab.client.expiring(), other.client.expiring()]).toEqual([warning, warning])
    await pass(minutes(4.9) + 2_000)
    for (const one of [tab, other]) {
      expect(one.warned).toEqual(['idle'])
      expect(noticeIn(one)).toMatchObject({ cause: 'idle', endedAt: '2026-11-21T09:00:00.000Z' })
    }
  })

  it('asks a few times for a token towards its end, not every second', async () => {
    const { pass, server } = await signedInFor(minutes(60))
    await pass(minutes(59))
    const before = server.requests('refresh').length
    await pass(minutes(2))
    expect(server.requests('refresh').length - before).toBeLessThanOrEqual(1)
  })

  it('goes on in all its tabs when somebody wants to stay in one of them', async () => {
    const { tab, openTab, pass, time } = await signedInFor(minutes(60))
    const other = openTab()
    await pass(minutes(57))
    await tab.client.stay()
    await settled()
    for (const one of [tab, other]) {
      expect(one.client.expiresAt()).toBe(time.now() + minutes(60))
      expect(one.client.isExpiringSoon()).toBe(false)
    }
    await pass(minutes(10))
    expect([kindIn(tab), kindIn(other)]).toEqual(['signedIn', 'signedIn'])
  })

  it('warns of its longest lifetime too, which nobody can put off', async () => {
    const browser = createBrowser()
    browser.server.limits.absoluteMs = minutes(60)
    const { tab, pass } = await signedInTab({}, browser)
    await pass(minutes(55.1))
    expect(tab.client.expiring()).toMatchObject({ kind: 'absolute', at: '2026-11-21T09:00:00.000Z' })
    await tab.client.stay()
    expect(tab.client.isExpiringSoon()).toBe(true)
    expect(tab.warned).toEqual(['absolute'])
  })

  it('goes on until signed out where the rules say so, and is warned of its idle end alone', async () => {
    const browser = createBrowser()
    Object.assign(browser.server.limits, { idleMs: minutes(60), absoluteMs: Infinity })
    const { tab, pass } = await signedInTab({}, browser)
    expect(tab.client.state()).toMatchObject({ grant: { session: { absoluteExpiresAt: null } } })
    await pass(minutes(54.9))
    expect(tab.warned).toEqual([])
    await pass(minutes(0.2))
    expect(tab.client.expiring()).toMatchObject({ kind: 'idle', at: '2026-11-21T09:00:00.000Z' })
    await tab.client.stay()
    expect(tab.client.isExpiringSoon()).toBe(false)
  })
})

describe('an application with a limit of inactivity', () => {
  const inactivity = { minutes: 15 }

  it('warns a minute before, signs out in all tabs then, and says so to the server', async () => {
    const { tab, openTab, pass, server } = await signedInTab({ inactivity })
    const other = openTab({ inactivity })
    await pass(minutes(13.9))
    expect(tab.warned).toEqual([])
    await pass(minutes(0.2))
    expect([tab.warned, other.warned]).toEqual([['inactivity'], ['inactivity']])
    expect(tab.client.expiring()).toMatchObject({ kind: 'inactivity', at: '2026-11-21T08:15:00.000Z' })
    await pass(minutes(1))
    const left = [{ cause: 'inactivity', message: null }]
    expect([tab.signedOut, other.signedOut]).toEqual([left, left])
    expect(server.sessions.get('session-1')?.endedAs).toMatchObject({ cause: 'inactivity' })
  })

  it('stays signed in while any of its tabs is used', async () => {
    const { tab, openTab, pass } = await signedInTab({ inactivity })
    const other = openTab({ inactivity })
    for (let minute = 0; minute < 60; minute += 5) {
      other.client.touch()
      await pass(minutes(5))
    }
    expect([kindIn(tab), kindIn(other)]).toEqual(['signedIn', 'signedIn'])
    expect(tab.warned).toEqual([])
  })

  it('takes back its warning when somebody does something', async () => {
    const { tab, pass } = await signedInTab({ inactivity })
    await pass(minutes(14.5))
    expect(tab.client.isExpiringSoon()).toBe(true)
    tab.client.touch()
    await settled()
    expect(tab.client.isExpiringSoon()).toBe(false)
    await pass(minutes(10))
    expect(kindIn(tab)).toBe('signedIn')
  })

  it('is not kept signed in by who comes back after its time, on a machine that slept', async () => {
    const { tab, time } = await signedInTab({ inactivity })
    time.sleep(minutes(16))
    tab.client.touch()
    await settled()
    expect(tab.signedOut).toEqual([{ cause: 'inactivity', message: null }])
  })

  it('does not go on after a restart when the time had passed', async () => {
    const { tab, openTab, time, server } = await signedInTab({ inactivity, transport: 'bearer' })
    tab.client.dispose()
    time.sleep(minutes(16))
    const restarted = openTab({ inactivity, transport: 'bearer' })
    expect(await restarted.client.shouldStaySignedIn()).toBe(false)
    expect(restarted.signedOut).toEqual([{ cause: 'inactivity', message: null }])
    expect(server.requests('refresh')).toEqual([])
    expect(server.sessions.get('session-1')?.endedAs).toMatchObject({ cause: 'inactivity' })
  })

  it('is not extended by requests of timers', async () => {
    const { tab, pass } = await signedInTab({ inactivity })
    for (let minute = 0; minute < 20; minute += 1) {
      await tab.client.fetch('https://api.test/orders', { activity: false })
      await pass(minutes(1))
    }
    expect(kindIn(tab)).toBe('signedOut')
  })
})

describe('a request of the application', () => {
  it('carries the token and counts as activity, without waiting for the report of it', async () => {
    const { tab, server } = await signedInTab()
    server.troubles('POST /v1/auth/session/activity', 'never')
    const response = await tab.client.fetch('https://api.test/orders')
    expect(response.status).toBe(200)
    expect(server.requests('/orders').map(({ authorization }) => authorization)).toEqual([`Bearer ${tokenIn(tab)}`])
  })

  it('waits while the token is renewed, and goes out with the new one', async () => {
    const { tab, server, time } = await signedInTab()
    time.sleep(minutes(26))
    const answers = await Promise.all([1, 2, 3].map(() => tab.client.fetch('https://api.test/orders')))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(server.requests('refresh')).toHaveLength(1)
    const sent = server.requests('/orders').map(({ authorization }) => authorization)
    expect(new Set(sent)).toEqual(new Set([`Bearer ${tokenIn(tab)}`]))
  })

  it('is sent once more with a new token after a 401, its body too', async () => {
    const { tab, server } = await signedInTab()
    server.troubles('POST /orders', new Response('no', { status: 401 }))
    const response = await tab.client.fetch('https://api.test/orders', { method: 'POST', body: '{"beer":2}' })
    expect(await response.json()).toMatchObject({ sent: { beer: 2 } })
    expect(server.requests('refresh')).toHaveLength(1)
  })

  it('is not sent a third time: a second 401 is the API’s own business', async () => {
    const { tab, server } = await signedInTab()
    server.troubles('GET /orders', new Response('no', { status: 401 }), new Response('no', { status: 401 }))
    expect((await tab.client.fetch('https://api.test/orders')).status).toBe(401)
    expect(server.requests('/orders')).toHaveLength(2)
    expect(kindIn(tab)).toBe('signedIn')
  })

  it('gives back its 401 when the session is over, and says why', async () => {
    const { tab, server } = await signedInTab()
    server.end('session-1', { cause: 'operation', message: 'Closed.' })
    expect((await tab.client.fetch('https://api.test/orders')).status).toBe(401)
    expect(tab.signedOut).toEqual([{ cause: 'operation', message: 'Closed.' }])
  })

  it('renews nothing where the API wants a fresh sign-in', async () => {
    const { tab, server } = await signedInTab()
    const headers = { 'WWW-Authenticate': 'Bearer error="insufficient_user_authentication", max_age=300' }
    server.troubles('GET /orders', new Response('no', { status: 401, headers }))
    expect((await tab.client.fetch('https://api.test/orders')).status).toBe(401)
    expect(server.requests('refresh')).toEqual([])
  })

  it('takes the token to no origin that was not named', async () => {
    const { tab, server } = await signedInTab()
    await expect(tab.client.fetch('https://elsewhere.test/orders')).rejects.toThrow('apiOrigins')
    await expect(tab.client.fetch('https://api.test.elsewhere.test/orders')).rejects.toThrow('apiOrigins')
    expect(server.requests('/orders')).toEqual([])
  })

  it('goes out without a token where nobody is signed in', async () => {
    const { tab, server } = await signedInTab()
    await tab.client.signOut()
    await tab.client.fetch('https://api.test/orders')
    expect(server.requests('/orders').map(({ authorization }) => authorization)).toEqual([null])
  })
})

describe('what hears of the end between requests', () => {
  const live = { live: 'stream' } as const

  it('is one stream for all tabs, and all hear at once that the session was ended', async () => {
    const { tab, openTab, server } = await signedInTab(live)
    const others = [openTab(live), openTab(live)]
    await settled()
    expect(server.streams()).toBe(1)
    server.end('session-1', { cause: 'operation', message: 'Closed.' })
    await settled()
    for (const one of [tab, ...others]) {
      expect(one.ended).toEqual(['operation'])
      expect(one.signedOut).toEqual([{ cause: 'operation', message: 'Closed.' }])
    }
    expect(server.streams()).toBe(0)
  })

  it('is another tab’s stream when the first is closed', async () => {
    const { tab, openTab, server } = await signedInTab(live)
    const other = openTab(live)
    await settled()
    tab.client.dispose()
    await settled()
    expect(server.streams()).toBe(1)
    server.end('session-1', { cause: 'admin' })
    await settled()
    expect(other.ended).toEqual(['admin'])
  })

  it('tells every tab of changed sessions, in whatever pieces they come', async () => {
    const { tab, openTab, server } = await signedInTab(live)
    const other = openTab(live)
    const heard: string[] = []
    tab.client.onSession(({ id }) => void heard.push(`tab ${id}`))
    other.client.onSession(({ id }) => void heard.push(`other ${id}`))
    await settled()
    server.say('event: sess')
    server.say('ion\ndata: {"id":"a"}\n\nevent: beat\ndata: {}\n\nevent: session\ndata: {"id":"b"}\n')
    server.say('\n')
    await settled()
    expect(heard.sort()).toEqual(['other a', 'other b', 'tab a', 'tab b'])
  })

  it('connects again when the stream ends, or says nothing for 6 s', async () => {
    const { pass, server } = await signedInTab(live)
    server.say(null)
    await pass(2_000)
    expect(server.requests('me/events')).toHaveLength(2)
    server.say('event: beat\ndata: {}\n\n')
    await pass(8_000)
    expect(server.requests('me/events')).toHaveLength(3)
    expect(server.streams()).toBe(1)
  })

  it('goes on from the last position that was named, and anew with another session', async () => {
    const { tab, pass, server } = await signedInTab(live)
    server.say(
      'id: first\nevent: beat\ndata: {}\n\nevent: session\nid: second\ndata: {"id":"a"}\n\nevent: beat\ndata: {}\n\n',
    )
    server.say(null)
    await pass(2_000)
    await tab.client.signIn(credentials)
    await pass(2_000)
    expect(server.requests('me/events').map(({ search }) => search)).toEqual(['', '?since=second', ''])
  })

  it('tells of all sessions where the server does not know any more which have changed', async () => {
    const { tab, server } = await signedInTab(live)
    const heard: string[] = []
    tab.client.onSession(({ id }) => void heard.push(id))
    server.say('event: reset\ndata: {}\n\n')
    await settled()
    expect(heard).toEqual(['session-1'])
  })

  it('asks every 15 s where streams are held back', async () => {
    const { tab, pass, server } = await signedInTab(live)
    await pass(minutes(2))
    expect(server.streams()).toBe(0)
    const before = server.requests('auth/session').length
    await pass(minutes(1))
    expect(server.requests('auth/session').length - before).toBe(4)
    server.end('session-1', { cause: 'operation' })
    await pass(15_000)
    expect(tab.ended).toEqual(['operation'])
  })

  it('learns when it connects again what ended meanwhile', async () => {
    const { tab, pass, server } = await signedInTab(live)
    server.troubles('GET /v1/me/events', 'silence', 'silence')
    server.say(null)
    await settled()
    server.end('session-1', { cause: 'block' })
    await pass(10_000)
    expect(tab.ended).toEqual(['block'])
  })

  it('renews a token that the server does not take any more', async () => {
    const { tab, pass, server } = await signedInTab(live)
    const first = tokenIn(tab)
    server.troubles('GET /v1/me/events', problem(401, 'token-outdated'))
    server.say(null)
    await pass(3_000)
    expect(tokenIn(tab)).not.toBe(first)
    expect(server.streams()).toBe(1)
  })

  it('renews none while the session waits for a proof, and stays signed in', async () => {
    const { tab, pass, server } = await signedInTab(live)
    const first = tokenIn(tab)
    server.troubles('GET /v1/me/events', problem(401, 'reauthentication-required'))
    server.say(null)
    await pass(3_000)
    expect(tokenIn(tab)).toBe(first)
    expect(tab.ended).toEqual([])
    await pass(10_000)
    expect(server.streams()).toBe(1)
  })

  it('is a stream again after a server that refused it for long', async () => {
    const { pass, server } = await signedInTab(live)
    const away = () => problem(503, 'not-ready')
    server.troubles('GET /v1/me/events', away, away, away, away, away)
    server.say(null)
    await pass(55_000)
    expect(server.streams()).toBe(1)
  })
})
