import { describe, expect, it } from 'vitest'
import type { Access } from '../../../dashboard/src/api/access.ts'
import { createBrowser, credentials, refusal, settle } from './browser.ts'

const tokenIn = ({ state }: Access): string | null =>
  state.value.kind === 'signedIn' ? state.value.grant.accessToken : null
const noticeIn = ({ state }: Access) => (state.value.kind === 'signedOut' ? state.value.notice : null)
const minutes = (count: number) => count * 60_000

const signedInTab = async () => {
  const browser = createBrowser()
  const tab = browser.openTab()
  tab.restore()
  await tab.signIn(credentials)
  return { ...browser, tab }
}

describe('a browser that nobody signed in with', () => {
  it('asks the server nothing and is signed out', async () => {
    const { openTab, server } = createBrowser()
    const tab = openTab()
    tab.restore()
    await settle()
    expect(tab.state.value).toEqual({ kind: 'signedOut', notice: null })
    expect(server.asked).toEqual([])
  })

  it('stays signed out when the password is wrong', async () => {
    const { openTab, server } = createBrowser()
    const tab = openTab()
    tab.restore()
    server.next.login.push(refusal(401, 'invalid-credentials'))
    await expect(tab.signIn(credentials)).rejects.toThrow('invalid-credentials')
    expect(tab.state.value.kind).toBe('signedOut')
  })
})

describe('a signed-in browser', () => {
  it('never stores the access token', async () => {
    const { memory, tab } = await signedInTab()
    const stored = ['rollcall.lastSignIn', 'rollcall.attempt', 'rollcall.signedOut'].map((key) => memory.read(key))
    expect(JSON.stringify(stored)).not.toContain(tokenIn(tab))
  })

  it('renews its token before it expires', async () => {
    const { time, tab, server } = await signedInTab()
    await time.pass(minutes(29))
    expect(server.requests('refresh')).toHaveLength(1)
    expect(tokenIn(tab)).toBe('token-2')
  })

  it('renews a token that ran out while the machine slept before using it', async () => {
    const { time, tab, server } = await signedInTab()
    server.next.refresh.push('silence')
    await time.pass(minutes(27.1))
    await time.pass(minutes(10))
    expect(await tab.token()).toBe(tokenIn(tab))
    expect(tokenIn(tab)).not.toBe('token-1')
  })

  it('renews once however many requests found the token refused', async () => {
    const { tab, server } = await signedInTab()
    const tokens = await Promise.all([tab.renewed('token-1'), tab.renewed('token-1'), tab.renewed('token-1')])
    expect(tokens).toEqual(['token-2', 'token-2', 'token-2'])
    expect(server.requests('refresh')).toHaveLength(1)
  })

  it('refreshes once over all its tabs, and all have the new token', async () => {
    const { tab, openTab, server } = await signedInTab()
    const other = openTab()
    other.restore()
    await settle()
    const before = server.requests('refresh').length
    await Promise.all([tab.refresh(), other.refresh()])
    await settle()
    expect(server.requests('refresh')).toHaveLength(before + 1)
    expect(tokenIn(tab)).toBe(tokenIn(other))
  })

  it('stays signed in while the server does not answer a renewal', async () => {
    const { time, tab, server } = await signedInTab()
    server.next.refresh.push('silence', refusal(503, 'store-unavailable'))
    await time.pass(minutes(28))
    expect(tokenIn(tab)).toBe('token-2')
    expect(server.requests('refresh')).toHaveLength(3)
  })

  it('starts the page anew when somebody else signs in in another tab', async () => {
    const { openTab, otherPersons } = await signedInTab()
    const other = openTab()
    await other.signIn({ ...credentials, email: 'bob@acme.test' })
    await settle()
    expect(otherPersons).toHaveLength(1)
  })
})

describe('a lost answer to a refresh', () => {
  it('is asked for again with the same attempt, also by another tab after a reload', async () => {
    const { openTab, server, time } = await signedInTab()
    server.next.refresh.push('silence')
    const reloaded = openTab()
    reloaded.restore()
    await settle()
    expect(reloaded.state.value.kind).toBe('unreachable')
    await time.pass(1_000)
    const attempts = server.requests('refresh').map(({ request }) => request['attempt'])
    expect(attempts).toEqual(['attempt-1', 'attempt-1'])
    expect(reloaded.state.value.kind).toBe('signedIn')
  })

  it('gives way to a new attempt once answered', async () => {
    const { tab, server } = await signedInTab()
    await tab.refresh()
    await tab.refresh()
    const attempts = server.requests('refresh').map(({ request }) => request['attempt'])
    expect(attempts).toEqual(['attempt-1', 'attempt-2'])
  })
})

describe('an ended session', () => {
  const ended = { cause: 'admin', message: 'Please sign in again.', endedAt: '2026-11-21T08:00:00.000Z' }

  it('turns every tab into a signed-out one that knows the message', async () => {
    const { tab, openTab } = await signedInTab()
    const other = openTab()
    other.restore()
    await settle()
    tab.ended(ended)
    await settle()
    for (const one of [tab, other])
      expect(noticeIn(one)).toMatchObject({ ...ended, tenant: { slug: 'acme', name: 'Acme' }, email: 'ann@acme.test' })
    expect(await tab.token()).toBeNull()
  })

  it('is told after a reload as well, from the refused refresh', async () => {
    const { openTab, server } = await signedInTab()
    server.next.refresh.push(refusal(401, 'session-ended', ended))
    const reloaded = openTab()
    reloaded.restore()
    await settle()
    expect(noticeIn(reloaded)).toMatchObject(ended)
  })

  it('is over with the next sign-in', async () => {
    const { tab } = await signedInTab()
    tab.ended(ended)
    await tab.signIn(credentials)
    expect(tokenIn(tab)).toBe('token-2')
  })

  it('says nothing when the cookie is merely gone', async () => {
    const { openTab, server } = await signedInTab()
    server.next.refresh.push(refusal(401, 'refresh-invalid'))
    const reloaded = openTab()
    reloaded.restore()
    await settle()
    expect(reloaded.state.value).toEqual({ kind: 'signedOut', notice: null })
  })
})

describe('signing out', () => {
  it('forgets the token and the person at once, in every tab', async () => {
    const { tab, openTab, memory } = await signedInTab()
    const other = openTab()
    other.restore()
    await settle()
    await tab.signOut()
    await settle()
    for (const one of [tab, other]) expect(one.state.value).toEqual({ kind: 'signedOut', notice: null })
    expect(JSON.stringify(memory.read('rollcall.lastSignIn'))).not.toContain('ann@')
    expect(tab.signOutState.value).toBe('confirmed')
    expect(other.signOutState.value).toBe('confirmed')
  })

  it('forbids silent refresh until somebody signs in', async () => {
    const { tab, openTab, server } = await signedInTab()
    await tab.signOut()
    const reloaded = openTab()
    reloaded.restore()
    await settle()
    expect(reloaded.state.value.kind).toBe('signedOut')
    expect(server.requests('refresh')).toHaveLength(0)
    await reloaded.signIn(credentials)
    const next = openTab()
    next.restore()
    await settle()
    expect(next.state.value.kind).toBe('signedIn')
  })

  it.each([['silence' as const], [refusal(503, 'store-unavailable')], [refusal(500, 'internal')]])(
    'works without an answer (%s), says so, and asks until there is one',
    async (trouble) => {
      const { tab, server, time } = await signedInTab()
      server.next.logout.push(trouble, trouble)
      await tab.signOut()
      expect(tab.state.value.kind).toBe('signedOut')
      expect(tab.signOutState.value).toBe('unanswered')
      await time.pass(10_000)
      expect(tab.signOutState.value).toBe('confirmed')
      expect(server.requests('logout').map(({ request }) => request['accessToken'])).toEqual(['token-1', null, null])
    },
  )

  it('goes on asking after a reload', async () => {
    const { tab, openTab, server } = await signedInTab()
    server.next.logout.push('silence')
    await tab.signOut()
    const reloaded = openTab()
    reloaded.restore()
    await settle()
    expect(server.requests('logout')).toHaveLength(2)
    expect(reloaded.signOutState.value).toBe('confirmed')
  })

  it('does not let a refresh that was under way sign the browser in again', async () => {
    const { tab, server } = await signedInTab()
    const refreshing = tab.refresh()
    while (server.requests('refresh').length === 0) await Promise.resolve()
    await tab.signOut()
    await refreshing
    expect(server.requests('refresh')).toHaveLength(1)
    expect(tab.state.value.kind).toBe('signedOut')
  })

  it('is tried once more before a new sign-in, so that the old session does not stay open unseen', async () => {
    const { tab, server } = await signedInTab()
    server.next.logout.push('silence')
    await tab.signOut()
    await tab.signIn(credentials)
    expect(server.asked.map(({ call }) => call)).toEqual(['login', 'logout', 'logout', 'login'])
    expect(tab.signOutState.value).toBe('none')
  })
})
