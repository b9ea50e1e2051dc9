import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Place, RequestContext } from '#events/envelope.ts'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { changePolicy } from '../../support/changedPolicy.ts'
import {
  acme,
  login,
  memoryInstallation,
  type Installation,
  type Reply,
  sessionStack,
  type Stack,
} from '../../support/sessionStack.ts'
import { testAmbient } from '../../support/testAmbient.ts'

const cologne = { country: 'DE', region: 'NW', city: 'Köln', lat: 50.9, lon: 6.9 }
const lyon = { country: 'FR', region: 'ARA', city: 'Lyon', lat: 45.8, lon: 4.8 }
const [home, abroad] = [{ 'x-forwarded-for': '198.51.100.7' }, { 'x-forwarded-for': '203.0.113.9' }]
const placeOf = (ip: string | null): Place | null => {
  const where = { '198.51.100.7': cologne, '203.0.113.9': lyon }[ip ?? '']
  return where === undefined ? null : { ...where, accuracyKm: 20, source: 'test' }
}
const buildContext = ({ ip, userAgent, clientId }: Pick<RequestContext, 'ip' | 'userAgent' | 'clientId'>) => ({
  ip,
  userAgent,
  clientId,
  device: null,
  place: placeOf(ip),
  network: ip === null ? null : { name: ip, kind: 'prefix' as const },
})

let installation: Installation
let stack: Stack
let tenant: Awaited<ReturnType<typeof acme>>
beforeEach(async () => {
  installation = memoryInstallation()
  stack = await sessionStack(installation, testAmbient(), {}, [], { buildContext })
  tenant = await acme(stack)
})
afterEach(() => stack.stop())

const change = (changed: Parameters<typeof changePolicy>[2]) => changePolicy(stack.people, tenant.tenantId, changed)
const keep = (detail: Policy['place']['detail']) => change({ place: { detail } })
const refresh = ({ body }: Reply, headers: Record<string, string>) =>
  stack.call('POST /v1/auth/refresh', { body: { refreshToken: body.refreshToken }, headers })
const events = () => installation.store.readAll({ after: 0, limit: 1_000 })
const places = async () => (await events()).flatMap(({ type, context }) => (context ? [[type, context.place]] : []))
const latest = async () => (await events()).at(-1)!

const used = async (): Promise<void> => {
  await login(stack, { password: 'wrong horse battery' }, { headers: home })
  await login(stack, { email: 'nobody@acme.test' }, { headers: abroad })
  const session = await refresh(await login(stack, {}, { headers: home }), abroad)
  const token = session.body.accessToken
  await stack.call('POST /v1/auth/session/activity', { token, headers: home })
  await stack.call('PATCH /v1/me', { token, body: { name: 'Ann K' }, headers: home })
  await stack.call('POST /v1/auth/password', {
    token,
    body: { current: 'correct horse battery', next: 'another horse battery' },
    headers: home,
  })
  await stack.call('POST /v1/auth/logout', { token, headers: abroad })
}
const ofUse = [
  'LoginFailed',
  'SessionStarted',
  'SessionRefreshed',
  'SessionContextChanged',
  'UserRenamed',
  'CredentialChanged',
  'SessionLoggedOut',
]
const inDetail = (place: typeof cologne, detail: Policy['place']['detail']) => {
  const rest = { city: null, region: null, lat: null, lon: null, accuracyKm: null }
  return detail === 'off' ? null : { ...place, accuracyKm: 20, ...(detail === 'city' ? {} : rest), source: 'test' }
}

describe('what a tenant keeps of places', () => {
  it.each(['off', 'country', 'city'] as const)('is, where it keeps %s, all that its events say', async (detail) => {
    await keep(detail)
    await used()
    const kept = await places()
    expect([...new Set(kept.map(([type]) => type))]).toEqual(expect.arrayContaining(ofUse))
    for (const [, place] of kept) expect([inDetail(cologne, detail), inDetail(lyon, detail)]).toContainEqual(place)
    const whole = JSON.stringify(await events())
    for (const name of ['Köln', 'Lyon']) expect(whole.includes(name)).toBe(detail === 'city')
    for (const name of ['DE', 'FR']) expect(whole.includes(`"country":"${name}"`)).toBe(detail !== 'off')
  })

  it('is from its next event on; what was kept before stays, and less detail is no move', async () => {
    const session = await login(stack, {}, { headers: home })
    await keep('country')
    const { body } = await refresh(session, home)
    expect(await latest()).toMatchObject({ type: 'SessionRefreshed', context: { place: inDetail(cologne, 'country') } })
    await keep('off')
    await stack.call('POST /v1/auth/session/activity', { token: body.accessToken, headers: home })
    expect((await places()).map(([type]) => type)).not.toContain('SessionContextChanged')
  })

  it('is not what decides who is let in: rules on countries see where a request comes from', async () => {
    const open = { allowed: null, blocked: [] }
    const session = await login(stack, {}, { headers: home })
    await change({
      place: { detail: 'off' },
      access: { countries: { allowed: ['DE'], blocked: [] }, networks: open, ranges: open },
    })
    expect((await login(stack, {}, { headers: abroad })).body.code).toBe('invalid-credentials')
    expect(await latest()).toMatchObject({ type: 'LoginFailed', data: { cause: 'country' }, context: { place: null } })
    const again = await refresh(session, home)
    expect(again.status).toBe(200)
    expect((await refresh(again, abroad)).body.code).toBe('refresh-invalid')
    expect((await login(stack, {}, { headers: home })).status).toBe(200)
  })

  it('is enough to bind sessions to a country, where it keeps that', async () => {
    await change({ place: { detail: 'country' }, binding: { to: 'country', whenBroken: 'end' } })
    const session = await login(stack, {}, { headers: home })
    expect((await refresh(session, abroad)).status).toBe(401)
    const broken = (await events()).find(({ type }) => type === 'BindingBroken')
    expect(broken).toMatchObject({ data: { from: 'DE' }, context: { place: inDetail(lyon, 'country') } })
  })
})
