import { describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { Role } from '#events/tenant/events.ts'
import type { SessionState } from '../../../client/session/sessionClient.ts'
import { pages } from '../../../dashboard/src/pages.ts'
import { pageAskedFor } from '../../../dashboard/src/pageAskedFor.ts'
import { allow } from '../../../dashboard/src/router.ts'
import { sectionsFor } from '../../../dashboard/src/components/shell/navigation.ts'

const router = createRouter({ history: createMemoryHistory(), routes: pages })
const at = (path: string) => router.resolve(path)

const signedIn = (roles: readonly Role[], mustChangePassword = false): SessionState => ({
  kind: 'signedIn',
  grant: {
    accessToken: 'token',
    accessExpiresAt: '2026-11-21T08:30:00.000Z',
    refreshExpiresAt: '2026-11-28T08:00:00.000Z',
    session: {
      id: 'session-1',
      startedAt: '2026-11-21T08:00:00.000Z',
      lastActiveAt: '2026-11-21T08:00:00.000Z',
      idleExpiresAt: '2026-11-28T08:00:00.000Z',
      absoluteExpiresAt: '2026-12-21T08:00:00.000Z',
      client: 'dashboard',
      methods: ['pwd'],
      proofs: [{ method: 'pwd', at: '2026-11-21T08:00:00.000Z' }],
      authTime: '2026-11-21T08:00:00.000Z',
      remembered: false,
      device: { id: null, name: null, type: 'desktop', browser: null, os: null, fingerprint: null },
    },
    user: { id: 'user-1', email: 'ann@acme.test', name: 'Ann', roles: [...roles], mustChangePassword },
    tenant: { id: 'tenant-1', slug: 'acme', name: 'Acme', simulated: false },
  },
})
const signedOut: SessionState = { kind: 'signedOut', notice: null }
const ended: SessionState = {
  kind: 'signedOut',
  notice: {
    cause: 'admin',
    message: null,
    endedAt: '2026-11-21T08:00:00.000Z',
    tenant: { slug: 'acme', name: 'Acme' },
    email: 'ann@acme.test',
  },
}

const nothing = { watch: false, manageApplications: false, operate: false }
const names = (may: Partial<typeof nothing>) =>
  sectionsFor({ ...nothing, ...may }).flatMap(({ destinations }) => destinations.map(({ name }) => name))

describe('while nobody is signed in', () => {
  it('every page leads to the sign-in and is asked for again afterwards', () => {
    expect(allow(at('/sessions?filter=country:DE'), signedOut)).toEqual({
      name: 'sign-in',
      query: { next: '/sessions?filter=country:DE' },
    })
  })

  it('the page that was open says what happened when the session was ended', () => {
    expect(allow(at('/overview'), ended)).toEqual({ name: 'signed-out', query: { next: '/overview' } })
    expect(allow(at('/signed-out'), ended)).toBe(true)
  })

  it('there is nothing to say where nothing happened', () => {
    expect(allow(at('/signed-out?next=/me'), signedOut)).toEqual({ name: 'sign-in', query: { next: '/me' } })
  })

  it('set-up is open', () => {
    expect(allow(at('/setup'), signedOut)).toBe(true)
  })
})

describe('a person starts', () => {
  it.each([
    [['analyst'], 'overview'],
    [['admin', 'member'], 'overview'],
    [['auditor'], 'overview'],
    [['operator'], 'system'],
    [['member'], 'me'],
    [[], 'me'],
  ] as const)('with roles %s on %s', (roles, name) => {
    expect(allow(at('/'), signedIn(roles))).toEqual({ name })
    expect(allow(at('/sign-in'), signedIn(roles))).toEqual({ name })
  })
})

describe('a role', () => {
  it.each([
    ['/overview', ['analyst', 'admin', 'auditor']],
    ['/sessions', ['analyst', 'admin', 'auditor']],
    ['/sessions/1', ['analyst', 'admin', 'auditor']],
    ['/connections', ['analyst', 'admin', 'auditor']],
    ['/people', ['analyst', 'admin', 'auditor']],
    ['/people/1', ['analyst', 'admin', 'auditor']],
    ['/applications', ['admin']],
    ['/applications/1', ['admin']],
    ['/tenants', ['operator']],
    ['/tenants/1', ['operator']],
    ['/system', ['operator']],
    ['/me', ['analyst', 'admin', 'auditor', 'operator', 'member']],
    ['/settings/password', ['analyst', 'admin', 'auditor', 'operator', 'member']],
    ['/password', ['analyst', 'admin', 'auditor', 'operator', 'member']],
  ] as const)('opens %s as %s, and no other does', (path, allowed) => {
    for (const role of ['analyst', 'admin', 'auditor', 'operator', 'member'] as const)
      expect([role, allow(at(path), signedIn([role])) === true]).toEqual([
        role,
        (allowed as readonly string[]).includes(role),
      ])
  })

  it('is told that a page it lacks exists, and who can grant it', () => {
    expect(allow(at('/sessions'), signedIn(['member']))).toEqual({ name: 'no-permission' })
  })

  it('sees no page it lacks', () => {
    expect(names({ watch: true })).toEqual([
      'overview',
      'sessions',
      'people',
      'log',
      'containment',
      'connections',
      'policies',
      'me',
      'settings',
    ])
    expect(names({ manageApplications: true })).toEqual(['applications', 'me', 'settings'])
    expect(names({ operate: true })).toEqual(['tenants', 'system', 'me', 'settings'])
    expect(names({})).toEqual(['me', 'settings'])
  })
})

describe('a one-time password', () => {
  it('opens nothing but the page that changes it', () => {
    const temporary = signedIn(['admin'], true)
    expect(allow(at('/sessions'), temporary)).toEqual({ name: 'password', query: { next: '/sessions' } })
    expect(allow(at('/password'), temporary)).toBe(true)
  })
})

describe('the page to come back to', () => {
  it.each([
    ['/sessions?filter=a', '/sessions?filter=a'],
    ['//evil.test', null],
    ['/\\evil.test', null],
    ['https://evil.test', null],
    ['javascript:alert(1)', null],
  ])('%s is %s', (next, page) => {
    expect(pageAskedFor({ next })).toBe(page)
  })

  it('is none when the address has several', () => {
    expect(pageAskedFor({ next: ['/a', '/b'] })).toBeNull()
  })
})
