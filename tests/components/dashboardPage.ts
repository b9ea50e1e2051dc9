import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { computed, nextTick, shallowRef, type Component } from 'vue'
import { createMemoryHistory, createRouter, type RouteRecordRaw, type Router } from 'vue-router'
import type { Frame } from '#events/live/frames.ts'
import { createServerClock } from '../../client/session/clock.ts'
import type { Grant } from '../../client/session/grant.ts'
import type { Lifetime } from '../../client/session/idleTime.ts'
import type { Answered, Http } from '../../dashboard/src/api/http.ts'
import { tickingClock } from '../../dashboard/src/api/serverClock.ts'
import { connectionsKey, type Connections } from '../../dashboard/src/connections.ts'
import { pages } from '../../dashboard/src/pages.ts'
import { createFollowers } from '../../dashboard/src/realtime/followers.ts'
import { createFreshnessMeter, type Freshness } from '../../dashboard/src/realtime/freshness.ts'
import { createTime, settle } from '../support/fakeTime.ts'
import { createMemory } from '../unit/dashboard/browser.ts'

export interface Asked {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  query: Record<string, unknown>
  body: unknown
  idempotencyKey: string | undefined
  ifMatch: string | undefined
}

/** What the server answers; it may throw an ApiError. Undefined: such a thing is not asked here. */
export type Answers = (asked: Asked) => unknown

export interface PageOptions {
  answers: Answers
  roles?: Grant['user']['roles']
  now?: string
  /** Of the session of the person who is signed in. */
  lifetime?: Lifetime
  /** Called when the person asks to stay signed in. */
  onStay?: () => void
}

const long: Lifetime = {
  lastActiveAt: '2026-11-21T06:00:00.000Z',
  idleExpiresAt: '2026-11-28T06:00:00.000Z',
  absoluteExpiresAt: '2026-12-21T06:00:00.000Z',
}

/** The addresses of the dashboard; what they show is not loaded. */
const addresses = pages.map((page) => ({ ...page, component: { render: () => null } }) as RouteRecordRaw)

const shown = new Set<VueWrapper>()
/** Takes everything off the page again. */
export const leaveAll = (): void => {
  for (const wrapper of shown) wrapper.unmount()
  shown.clear()
}

const notAsked = ({ method, path }: Asked) => new Error(`${method} ${path} has no answer here`)

const grantOf = (roles: Grant['user']['roles'], lifetime: Lifetime) => ({
  user: { id: 'user-own', email: 'rosa@acme.test', name: 'Rosa Delgado', roles, mustChangePassword: false },
  tenant: { id: 'tenant-1', slug: 'acme', name: 'Acme', simulated: false },
  session: { id: 'session-own', ...lifetime },
})

const httpOf = (answers: Answers, asked: Asked[]): Http => {
  const ask = async (one: Asked): Promise<Answered<never>> => {
    // Every page asks how it is to look; here nobody has set anything.
    if (one.path === '/v1/me/preferences') throw notAsked(one)
    asked.push(one)
    await Promise.resolve()
    const body = answers(one)
    if (body === undefined) throw notAsked(one)
    return { body: body as never, position: 'p1' }
  }
  const call =
    (method: Asked['method']) =>
    (path: string, body: unknown, options: Parameters<Http['post']>[2] = {}) =>
      ask({
        method,
        path,
        query: options.query ?? {},
        body,
        idempotencyKey: options.idempotencyKey,
        ifMatch: options.ifMatch,
      })
  return {
    get: (path, options) => call('GET')(path, undefined, options),
    post: call('POST'),
    put: call('PUT'),
    patch: call('PATCH'),
    delete: call('DELETE'),
  }
}

export interface DashboardPage {
  asked: Asked[]
  router: Router
  freshness: ReturnType<typeof shallowRef<Freshness>>
  /** Shows a component as a page of the dashboard would. `left`: components in it that need a canvas, which there is not. */
  show<Wrapper = VueWrapper>(
    component: Component,
    props?: Record<string, unknown>,
    left?: readonly string[],
  ): Promise<Wrapper>
  frame(frame: Partial<Frame>): Promise<void>
  /** Lets time pass for what reads again later. */
  pass(ms: number): Promise<void>
  /** Waits until everything that can be drawn is drawn. */
  drawn(): Promise<void>
}

/** A dashboard somebody is signed in to, on a server that gives the answers it is told. */
export const dashboardPage = ({
  answers,
  roles = ['admin'],
  now = '2026-11-21T06:00:00.000Z',
  lifetime = long,
  onStay = () => {},
}: PageOptions): DashboardPage => {
  const time = createTime(Date.parse(now))
  const asked: Asked[] = []
  const freshness = shallowRef<Freshness>({ kind: 'live' })
  const live = createFollowers({
    meter: createFreshnessMeter(time.now),
    now: time.now,
    ready: () => Promise.resolve(),
    later: time.later,
    isPolled: () => false,
  })
  let ids = 0
  const serverClock = tickingClock(createServerClock(time))
  const connections = {
    randomId: () => `id-${(ids += 1)}`,
    memory: createMemory(),
    serverClock,
    shownNow: computed(() => (freshness.value.kind === 'offline' ? freshness.value.since : serverClock.ticking.value)),
    access: {
      state: shallowRef({ kind: 'signedIn', grant: grantOf(roles, lifetime) }),
      stay: async () => onStay(),
      signOutState: shallowRef({ kind: 'none' }),
    },
    http: httpOf(answers, asked),
    live: { ...live, onErased: () => () => {} },
    me: { follow: () => ({ reread: async () => {}, stop: () => {} }), warning: shallowRef(null) },
    freshness,
  } as unknown as Connections
  const router = createRouter({ history: createMemoryHistory(), routes: addresses })
  const pinia = createPinia()
  const drawn = async () => {
    await settle()
    await nextTick()
    await settle()
    await nextTick()
  }
  return {
    asked,
    router,
    freshness,
    async show<Wrapper>(component: Component, props = {}, left: readonly string[] = []) {
      const wrapper = mount(component, {
        props,
        attachTo: document.body,
        global: {
          plugins: [pinia, router],
          provide: { [connectionsKey as symbol]: connections },
          stubs: Object.fromEntries(left.map((name) => [name, true])),
        },
      })
      shown.add(wrapper)
      await drawn()
      return wrapper as Wrapper
    },
    async frame(frame) {
      live.deliver([frame as Frame])
      await drawn()
    },
    async pass(ms) {
      await time.pass(ms)
      await drawn()
    },
    drawn,
  }
}
