import { describe, expect, it } from 'vitest'
import type { Access } from '../../../dashboard/src/api/access.ts'
import { idleEndNear } from '../../../dashboard/src/api/idleTime.ts'
import { createBrowser, credentials, refusal, settle } from './browser.ts'

const minutes = (count: number) => count * 60_000

const signedInTab = async (idleMs = minutes(60)) => {
  const browser = createBrowser()
  browser.server.limits.idleMs = idleMs
  const tab = browser.openTab()
  tab.restore()
  await tab.signIn(credentials)
  return { ...browser, tab }
}
const sessionIn = ({ state }: Access) => (state.value.kind === 'signedIn' ? state.value.grant.session : null)
const noticeIn = ({ state }: Access) => (state.value.kind === 'signedOut' ? state.value.notice : null)
const warnedIn = (tab: Access, now: number): boolean => {
  const session = sessionIn(tab)
  return session !== null && idleEndNear(session, now) !== null
}

describe('a page that somebody uses', () => {
  it('tells the server once a minute, however much is done', async () => {
    const { tab, time, server } = await signedInTab()
    for (let second = 0; second < 150; second += 1) {
      tab.touched()
      await time.pass(1_000)
    }
    expect(server.requests('activity')).toHaveLength(3)
  })

  it('tells the last of it too, and then nothing more', async () => {
    const { tab, time, server } = await signedInTab()
    tab.touched()
    await settle()
    tab.touched()
    await time.pass(minutes(10))
    expect(server.requests('activity')).toHaveLength(2)
  })

  it('stays signed in beyond its idle limit', async () => {
    const { tab, time } = await signedInTab(minutes(10))
    for (let minute = 0; minute < 30; minute += 1) {
      tab.touched()
      await time.pass(minutes(1))
      expect(warnedIn(tab, time.now())).toBe(false)
    }
    expect(tab.state.value.kind).toBe('signedIn')
  })

  it('stays signed in where the idle limit is shorter than the pause between two reports', async () => {
    const { tab, time } = await signedInTab(20_000)
    for (let second = 0; second < 60; second += 1) {
      tab.touched()
      await time.pass(1_000)
    }
    expect(tab.state.value.kind).toBe('signedIn')
  })

  it('tells again what the server did not take', async () => {
    const { tab, time, server } = await signedInTab()
    server.next.activity.push('silence')
    tab.touched()
    await time.pass(minutes(3))
    expect(server.requests('activity')).toHaveLength(2)
  })

  it('learns from a refused report that the session is over', async () => {
    const { tab, time, server } = await signedInTab()
    server.next.activity.push(refusal(401, 'session-ended'))
    server.next.refresh.push(refusal(401, 'session-ended', { cause: 'admin', endedAt: '2026-11-21T08:00:00.000Z' }))
    tab.touched()
    await time.pass(1_000)
    expect(noticeIn(tab)).toMatchObject({ cause: 'admin' })
  })
})

describe('a refresh', () => {
  it('by the timer of a page that nobody touches is not activity', async () => {
    const { time, server } = await signedInTab(minutes(300))
    await time.pass(minutes(60))
    expect(server.requests('refresh').map(({ request }) => request['active'])).toEqual([false, false])
    expect(server.requests('activity')).toEqual([])
  })

  it('tells what was done since the last report, once', async () => {
    const { tab, time, server } = await signedInTab()
    tab.touched()
    await settle()
    tab.touched()
    await tab.refresh()
    await tab.refresh()
    expect(server.requests('refresh').map(({ request }) => request['active'])).toEqual([true, false])
    await time.pass(minutes(5))
    expect(server.requests('activity')).toHaveLength(1)
  })

  it('that was not answered has told nothing', async () => {
    const { tab, time, server } = await signedInTab()
    tab.touched()
    await settle()
    tab.touched()
    server.next.refresh.push('silence')
    await tab.refresh()
    await time.pass(1_000)
    expect(server.requests('refresh').map(({ request }) => request['active'])).toEqual([true, true])
  })

  it('of a page that a person opens is activity', async () => {
    const { openTab, server } = await signedInTab()
    const opened = openTab()
    opened.touched()
    opened.restore()
    await settle()
    expect(server.requests('refresh').map(({ request }) => request['active'])).toEqual([true])
  })
})

describe('a browser that nobody uses', () => {
  it('warns five minutes before its end, in every tab, and is signed out then', async () => {
    const { tab, openTab, time } = await signedInTab()
    const other = openTab()
    other.restore()
    await settle()
    await time.pass(minutes(54.9))
    expect([tab, other].map((one) => warnedIn(one, time.now()))).toEqual([false, false])
    await time.pass(minutes(0.2))
    expect([tab, other].map((one) => warnedIn(one, time.now()))).toEqual([true, true])
    await time.pass(minutes(4.9) + 2_000)
    for (const one of [tab, other])
      expect(noticeIn(one)).toMatchObject({ cause: 'idle', endedAt: '2026-11-21T09:00:00.000Z' })
  })

  it('asks a few times for a token towards its end, not every second', async () => {
    const { time, server } = await signedInTab()
    await time.pass(minutes(59))
    const before = server.requests('refresh').length
    await time.pass(minutes(2))
    expect(server.requests('refresh').length - before).toBeLessThanOrEqual(1)
  })

  it('goes on in all its tabs when somebody wants to stay in one of them', async () => {
    const { tab, openTab, time } = await signedInTab()
    const other = openTab()
    other.restore()
    await settle()
    await time.pass(minutes(57))
    await tab.stay()
    await settle()
    for (const one of [tab, other]) expect(sessionIn(one)).toMatchObject({ idleExpiresAt: '2026-11-21T09:57:00.000Z' })
    await time.pass(minutes(10))
    expect([tab, other].map(({ state }) => state.value.kind)).toEqual(['signedIn', 'signedIn'])
  })

  it('does not warn of an end that nobody can put off', () => {
    const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 8, minute)).toISOString()
    const session = { lastActiveAt: at(0), idleExpiresAt: at(60), absoluteExpiresAt: at(30) }
    expect(idleEndNear(session, Date.parse(at(29)))).toBeNull()
    expect(idleEndNear({ ...session, absoluteExpiresAt: at(600) }, Date.parse(at(56)))).toBe(Date.parse(at(60)))
  })
})
