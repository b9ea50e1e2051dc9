import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { roles as allRoles, type Role } from '#events/tenant/events.ts'
import { agedToken } from '../../support/agedToken.ts'
import { httpClient, type HttpClient } from '../../support/httpClient.ts'
import { reauthenticationTable } from '../../support/reauthenticationTable.ts'
import { mayCall, routeTable } from '../../support/roleTable.ts'
import { password, testRollcall, type TestRollcall } from '../../support/rollcall.ts'

let acme: TestRollcall
beforeAll(async () => {
  acme = await testRollcall()
})
afterAll(() => acme.stop())

/** A person whose last proof is that long ago, in a session of the dashboard. */
const provedBefore = async (role: Role, seconds: number): Promise<HttpClient> => {
  const slug = role === 'operator' ? 'system' : 'acme'
  const { accessToken } = await acme.signIn(slug, role)
  return httpClient(acme.url, { authorization: `Bearer ${await agedToken(acme, accessToken, seconds)}` })
}

const changes = () =>
  acme.rollcall.routes.filter(
    ({ method, access }) => method !== 'get' && access !== 'public' && allRoles.some((role) => mayCall(access, role)),
  )
const nameOf = ({ method, path }: { method: string; path: string }) => `${method.toUpperCase()} ${path}`
const concrete = (path: string) => path.replaceAll(/\{\w+\}/g, () => randomUUID())
const send = (person: HttpClient, route: string) => {
  const [method = '', path = ''] = route.split(' ')
  return person.send(method, concrete(path), {})
}
const codeOf = ({ body }: { body: unknown }) => (body as { code?: string } | null)?.code

describe('the routes by which a person changes something', () => {
  it('each say in the table whether they ask for a recent proof, and do so', () => {
    const said = { true: 'always', 'in-part': 'in-part', undefined: 'never' } as const
    const told = Object.fromEntries(changes().map((route) => [nameOf(route), said[`${route.reauthenticate}`]]))
    const wanted = Object.entries(reauthenticationTable).map(([route, when]) => [route, when.split(':')[0]])
    expect(told).toEqual(Object.fromEntries(wanted))
  })

  it.each(allRoles)('ask a %s whose proof is too old, before they look at the request', async (role) => {
    const person = await provedBefore(role, 301)
    for (const [route, when] of Object.entries(reauthenticationTable)) {
      if (when !== 'always') continue
      const { status, body } = await send(person, route)
      const code = codeOf({ body })
      const wanted = mayCall(routeTable[route]!, role) ? [401, 'reauthentication-required'] : [403, 'forbidden']
      expect([route, status, code]).toEqual([route, ...wanted])
    }
  })

  it.each(allRoles)('ask no %s whose proof is recent enough', async (role) => {
    const person = await provedBefore(role, 30)
    for (const [route, when] of Object.entries(reauthenticationTable)) {
      if (when !== 'always') continue
      expect([route, codeOf(await send(person, route))]).not.toEqual([route, 'reauthentication-required'])
    }
  })

  it('ask no program: a key has nothing to prove anew', async () => {
    const key = httpClient(acme.url, { 'rollcall-key': await acme.apiKey('acme', ['sessions']) })
    expect(codeOf(await send(key, 'POST /v1/sessions/import'))).not.toBe('reauthentication-required')
  })
})

describe('what is sensitive in part', () => {
  const invite = (person: HttpClient, role: Role, idempotencyKey: string) =>
    person.send(
      'POST',
      '/v1/users',
      { email: `${role}-${idempotencyKey}@new.test`, roles: [role] },
      { 'idempotency-key': idempotencyKey },
    )

  it('lets a member be invited, and asks before an admin is; the same key then does it', async () => {
    const admin = await provedBefore('admin', 301)
    const invited = await invite(admin, 'member', randomUUID())
    expect(invited).toMatchObject({ status: 201 })
    const key = randomUUID()
    expect(codeOf(await invite(admin, 'admin', key))).toBe('reauthentication-required')
    const { body } = await admin.send('POST', '/v1/auth/reauthenticate', { password })
    const proved = httpClient(acme.url, { authorization: `Bearer ${(body as { accessToken: string }).accessToken}` })
    expect((await invite(proved, 'admin', key)).status).toBe(201)
  })

  it('lets an analyst end sessions at once, whatever the hour', async () => {
    const analyst = await provedBefore('analyst', 86_000)
    const member = await acme.signIn('acme', 'member')
    const { status } = await analyst.post(`/v1/sessions/${member.sessionId}/revoke`, { reason: 'lost laptop' })
    expect(status).toBe(200)
  })
})

it('guesses at the password of a session count as sign-ins do', () => {
  expect(acme.rollcall.routes.find(({ id }) => id === 'reauthenticate')?.limit).toBe('signIn')
})
