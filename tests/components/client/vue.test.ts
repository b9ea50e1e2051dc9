import { mount } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import {
  guardRoutes,
  pageAskedFor,
  refreshSessionActivity,
  rollcall,
  SessionManager,
  useSession,
  useSessionExpiry,
} from '../../../client/vue/entry.ts'
import { eventually } from '../../support/eventually.ts'
import { now, ownId, rollcallDouble, row, signedInClient } from './rollcallDouble.ts'

const mounted = async <Answer>(setup: () => Answer, own: Parameters<typeof rollcallDouble>[1] = {}) => {
  const double = rollcallDouble([row('other')], own)
  const client = await signedInClient(double.fetch)
  let answer: Answer
  const Page = defineComponent(() => {
    answer = setup()
    return () => h('div')
  })
  const wrapper = mount(Page, { global: { plugins: [rollcall(client)] } })
  return { client, double, wrapper, answer: answer! }
}

describe('useSession', () => {
  it('knows who is signed in, and when nobody is any more', async () => {
    const { client, answer } = await mounted(useSession)
    expect(answer.isSignedIn.value).toBe(true)
    expect(answer.user.value?.name).toBe('Rosa Delgado')
    expect(answer.session.value?.id).toBe(ownId)
    client.ended({ cause: 'admin', message: 'Please sign in again.', endedAt: now })
    await eventually(() => expect(answer.isSignedIn.value).toBe(false))
    expect(answer.state.value).toMatchObject({ kind: 'signedOut', notice: { message: 'Please sign in again.' } })
    expect(answer.user.value).toBe(null)
  })

  it('has the sessions once they are fetched, and ends one or all others', async () => {
    const { answer } = await mounted(useSession)
    const live = () => answer.sessions.value?.filter(({ status }) => status === 'active').map(({ id }) => id)
    expect(answer.sessions.value).toBe(null)
    await answer.fetchSessions()
    expect(live()).toEqual([ownId, 'other'])
    await answer.revokeSession('other')
    expect(live()).toEqual([ownId])
    expect(await answer.revokeAllSessions()).toBe(0)
    await answer.signOut()
    expect(answer.sessions.value).toBe(null)
  })

  it('keeps what it knew where a reading fails, and says why it did', async () => {
    const { answer, double } = await mounted(useSession)
    await answer.fetchSessions()
    double.fail('GET /v1/me/sessions')
    await expect(answer.fetchSessions()).rejects.toThrow('store-unavailable')
    expect(answer.sessions.value).toHaveLength(2)
    expect(answer.error.value).toMatchObject({ code: 'store-unavailable' })
  })

  it('needs the plugin', () => {
    expect(() => mount(defineComponent(() => (useSession(), () => h('div'))))).toThrow('app.use')
  })
})

describe('useSessionExpiry', () => {
  it('counts down while the end is near, and is put off by staying', async () => {
    const near = { idleExpiresAt: '2026-11-21T06:01:00.000Z', lastActiveAt: '2026-11-21T05:01:00.000Z' }
    const { answer, double } = await mounted(useSessionExpiry, near)
    expect(answer.isExpiringSoon.value).toBe(true)
    expect(answer.warning.value?.kind).toBe('idle')
    expect(answer.secondsLeft.value).toBe(60)
    double.change(ownId, { idleExpiresAt: '2026-11-21T07:00:00.000Z', lastActiveAt: now })
    await answer.stay()
    await eventually(() => expect(answer.isExpiringSoon.value).toBe(false))
    expect(answer.expiresAt.value).toBe(Date.parse('2026-11-21T07:00:00.000Z'))
    expect(answer.secondsLeft.value).toBe(null)
  })

  it('can be moved by activity that made no request, from anywhere in the application', async () => {
    const { answer, double } = await mounted(useSessionExpiry)
    double.change(ownId, { idleExpiresAt: '2026-11-29T06:00:00.000Z', lastActiveAt: now })
    await refreshSessionActivity()
    expect(answer.expiresAt.value).toBe(Date.parse('2026-11-29T06:00:00.000Z'))
  })
})

describe('SessionManager', () => {
  it('lists the sessions of the application’s client in its words', async () => {
    const client = await signedInClient(rollcallDouble([row('other')]).fetch)
    const wrapper = mount(SessionManager, {
      props: { words: { thisDevice: 'here' } },
      global: { plugins: [rollcall(client)] },
      attachTo: document.body,
    })
    const rows = () => [...wrapper.element.shadowRoot.querySelectorAll('li')].map((one: Element) => one.textContent)
    await eventually(() => expect(rows()).toHaveLength(2))
    expect(rows()[0]).toContain('here')
    wrapper.unmount()
  })
})

describe('a guarded route', () => {
  const guarded = async (isIn: boolean) => {
    const client = await signedInClient(rollcallDouble().fetch)
    if (!isIn) await client.signOut()
    const page = { render: () => null }
    const router = createRouter({
      history: createMemoryHistory(),
      routes: [
        { path: '/', component: page, meta: { public: true, title: '' } },
        { path: '/orders/:id', component: page },
        { path: '/sign-in', name: 'sign-in', component: page },
      ],
    })
    const stop = guardRoutes(router, client, { signIn: { name: 'sign-in' } })
    return { client, router, stop, here: () => router.currentRoute.value.fullPath }
  }

  it('is open to who is signed in, and leads others to sign in and back', async () => {
    const { router, here } = await guarded(false)
    await router.push('/')
    expect(here()).toBe('/')
    await router.push('/orders/7?tab=items')
    expect(here()).toBe('/sign-in?next=/orders/7?tab=items')
    expect(pageAskedFor(router.currentRoute.value)).toBe('/orders/7?tab=items')
    const inside = await guarded(true)
    await inside.router.push('/orders/7')
    expect(inside.here()).toBe('/orders/7')
  })

  it('is left when the session ends, and a public one is not', async () => {
    const { client, router, here } = await guarded(true)
    await router.push('/orders/7')
    await client.signOut()
    await eventually(() => expect(here()).toBe('/sign-in?next=/orders/7'))
    const other = await guarded(true)
    await other.router.push('/')
    const replaced = vi.spyOn(other.router, 'replace')
    await other.client.signOut()
    expect(replaced).not.toHaveBeenCalled()
  })

  it.each(['//evil.test', '/\\evil.test', 'https://evil.test', '', undefined, ['/a', '/b']])(
    'leads back nowhere else: %j',
    (next) => {
      expect(pageAskedFor({ query: { next: next as string } }, '/home')).toBe('/home')
    },
  )
})
