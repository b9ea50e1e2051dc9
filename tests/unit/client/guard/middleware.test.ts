import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callerOf } from '../../../../client/guard/entry.ts'
import { eventually } from '../../../support/eventually.ts'
import { guardedServers, type GuardedServer } from '../../../support/guardedServers.ts'
import { beatText, eventText, guardAlone, type GuardAlone, resetText } from '../../../support/rollcallDouble.ts'
import { ids, now, tokenOf } from '../../../support/vectors/vectorTokens.ts'

const bearing = (token: string) => ({ authorization: `Bearer ${token}` })
const ben = '01939c5e-1f00-7abc-9def-00c0ffee0003'

describe.each(guardedServers)('in front of %s', (_, start) => {
  let alone: GuardAlone
  let server: GuardedServer
  beforeAll(async () => {
    alone = guardAlone({ reportActivity: true })
    await alone.tell(resetText() + beatText('p1', now * 1000))
    await alone.guard.ready()
    server = await start(alone.guard)
  })
  afterAll(async () => {
    await server.stop()
    await alone.guard.close()
  })

  it('lets in who is signed in, and tells the route who it is', async () => {
    const response = await server.get('/who', bearing(tokenOf()))
    expect([response.status, await response.json()]).toEqual([200, ids.ann])
  })

  it('refuses who sends no token without naming an error, and a wrong one with', async () => {
    const without = await server.get('/who')
    expect([without.status, without.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="api"'])
    const wrong = await server.get('/who', bearing(`${tokenOf()}x`))
    expect(wrong.headers.get('www-authenticate')).toContain('error="invalid_token"')
    expect(wrong.headers.get('content-type')).toContain('application/problem+json')
    expect(await wrong.json()).toMatchObject({
      code: 'not-signed-in',
      status: 401,
      type: 'urn:rollcall:problem:not-signed-in',
    })
  })

  it('wants one of the roles of a route', async () => {
    expect((await server.get('/admin', bearing(tokenOf({ roles: ['analyst'] })))).status).toBe(200)
    const response = await server.get('/admin', bearing(tokenOf()))
    expect(response.status).toBe(403)
    expect(response.headers.get('www-authenticate')).toContain('error="insufficient_scope"')
  })

  it('wants a fresh sign-in where a route does, and says how fresh', async () => {
    expect((await server.get('/fresh', bearing(tokenOf({ auth_time: now - 300 })))).status).toBe(200)
    const response = await server.get('/fresh', bearing(tokenOf({ auth_time: now - 301 })))
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toMatch(/error="insufficient_user_authentication".*max_age="300"/)
    expect(await response.json()).toMatchObject({ code: 'sign-in-too-old' })
  })

  it('refuses a session that has ended, and says 503 where it cannot be told', async () => {
    const token = tokenOf({ sid: ben })
    expect((await server.get('/who', bearing(token))).status).toBe(200)
    await alone.tell(eventText('ended', { sessionId: ben, exp: now + 1_860, position: 'p2' }))
    expect(await (await server.get('/who', bearing(token))).json()).toMatchObject({ code: 'session-ended' })
    alone.clock.pass(6_000)
    alone.rollcall.answers.introspect = () => new Response(null, { status: 503 })
    const unknown = await server.get('/who', bearing(tokenOf()))
    expect([unknown.status, unknown.headers.get('retry-after')]).toEqual([503, '1'])
  })

  it('reports who was there, once each', async () => {
    await alone.guard.close()
    await eventually(() =>
      expect(alone.rollcall.activity.flat().map(({ sessionId }) => sessionId)).toEqual([ids.session, ben]),
    )
  })
})

it('a handler without a guard before it is told so', () => {
  expect(() => callerOf({})).toThrow('no guard')
})
