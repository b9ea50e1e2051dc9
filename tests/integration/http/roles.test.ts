import { randomUUID } from 'node:crypto'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiKeyScopes } from '#events/wordLists.ts'
import { roles as allRoles, type Role } from '#events/tenant/events.ts'
import { mountedRoutes } from '../../support/mountedRoutes.ts'
import { httpClient } from '../../support/httpClient.ts'
import { mayCall, mayCallWithKey, routeTable, socketTable } from '../../support/roleTable.ts'
import { testRollcall, type SignedInClient, type TestRollcall } from '../../support/rollcall.ts'

let acme: TestRollcall
const people = new Map<Role, SignedInClient>()

beforeAll(async () => {
  acme = await testRollcall()
  for (const role of allRoles) people.set(role, await acme.signIn(role === 'operator' ? 'system' : 'acme', role))
})
afterAll(() => acme.stop())

const concrete = (path: string) => path.replaceAll(/\{\w+\}/g, () => randomUUID())
/** These end the very session they are called with, so they are tried last and with a session of their own. */
const ending = new Set(['POST /v1/auth/logout-all', 'POST /v1/auth/logout', 'DELETE /v1/me/sessions'])

const call = (person: SignedInClient, route: string) => {
  const [method = '', path = ''] = route.split(' ')
  return person.send(method, concrete(path), method === 'GET' ? undefined : {})
}

describe('the routes of the running server', () => {
  it('each have a row in the table of roles, and the table has no other', () => {
    expect(mountedRoutes(acme.rollcall.app).sort()).toEqual(Object.keys(routeTable).sort())
  })

  it('are each described in the API document, and nothing else is', async () => {
    const { body } = await httpClient(acme.url).get('/openapi.json')
    const { paths } = body as { paths: Record<string, Record<string, unknown>> }
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(described.sort()).toEqual(Object.keys(routeTable).sort())
  })

  it('each say what a good answer looks like', async () => {
    const { body } = await httpClient(acme.url).get('/openapi.json')
    const { paths } = body as { paths: Record<string, Record<string, { responses: Record<string, object> }>> }
    const silent = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, { responses }]) =>
          Object.entries(responses).some(([status, answer]) => /^2(?!04)/.test(status) && !('content' in answer)),
        )
        .map(([method]) => `${method} ${path}`),
    )
    expect(silent).toEqual([])
  })

  describe.each(allRoles)('tried by a %s', (role) => {
    it.each(Object.entries(routeTable).filter(([route]) => !ending.has(route)))(
      'answer %s as the table says',
      async (route, access) => {
        const { status, body } = await call(people.get(role)!, route)
        const { code } = body as { code?: string }
        if (mayCall(access, role)) {
          expect(['not-signed-in', 'session-ended', 'forbidden']).not.toContain(code)
          expect(status).toBeLessThan(500)
        } else expect({ route, status, code }).toEqual({ route, status: 403, code: 'forbidden' })
      },
    )
  })

  it.each(Object.entries(routeTable).filter(([, access]) => access !== 'public'))(
    'refuse %s without a credential',
    async (route) => {
      const [method = '', path = ''] = route.split(' ')
      const { status, body } = await httpClient(acme.url).send(
        method,
        concrete(path),
        method === 'GET' ? undefined : {},
      )
      expect({ status, code: (body as { code?: string }).code }).toEqual({ status: 401, code: 'not-signed-in' })
    },
  )

  describe.each(apiKeyScopes)('tried with an API key for %s', (scope) => {
    it.each(Object.entries(routeTable).filter(([, access]) => access !== 'public'))(
      'answer %s as the table says',
      async (route, access) => {
        const [method = '', path = ''] = route.split(' ')
        const asKey = httpClient(acme.url, { 'rollcall-key': await acme.apiKey('acme', [scope]) })
        const { status, body } = await asKey.send(method, concrete(path), method === 'GET' ? undefined : {})
        const { code } = body as { code?: string }
        if (mayCallWithKey(access, scope)) {
          expect(['not-signed-in', 'forbidden']).not.toContain(code)
          expect(status).toBeLessThan(500)
        } else expect({ route, status, code }).toEqual({ route, status: 403, code: 'forbidden' })
      },
    )
  })

  it('refuse administration to an admin who signed in through another application', async () => {
    const viaWeb = await acme.signIn('acme', 'admin', { client: 'web' })
    for (const [route, access] of Object.entries(routeTable).filter(([, access]) => !mayCall(access, 'member'))) {
      const { status } = await call(viaWeb, route)
      expect({ route, access, status }).toEqual({ route, access, status: 403 })
    }
  })

  it('let everybody end their own sessions', async () => {
    for (const role of allRoles) {
      const slug = role === 'operator' ? 'system' : 'acme'
      for (const route of ending) {
        const { status } = await call(await acme.signIn(slug, role), route)
        expect([200, 204], `${role} ${route}`).toContain(status)
      }
      people.set(role, await acme.signIn(slug, role))
    }
  })
})

describe('the sockets of the running server', () => {
  const connect = (namespace: string, token: string) =>
    new Promise<{ socket: Socket; refusal: string | null }>((resolve) => {
      const socket = io(acme.url + namespace, {
        transports: ['websocket'],
        auth: { token },
        reconnection: false,
        forceNew: true,
      })
      socket.on('connect', () => resolve({ socket, refusal: null }))
      socket.on('connect_error', (error) => resolve({ socket, refusal: error.message }))
    })

  const send = async (socket: Socket, message: string, token: string) => {
    const payload = message === 'renew' ? { token } : { position: 'AAAA' }
    return (await socket.timeout(5000).emitWithAck(message, payload)) as unknown
  }

  describe.each(allRoles)('tried by a %s', (role) => {
    it.each(Object.entries(socketTable))('answer %s as the table says', async (row, access) => {
      const [namespace = '', message = ''] = row.split(' ')
      const { accessToken } = people.get(role)!
      const { socket, refusal } = await connect(namespace, accessToken)
      try {
        expect(refusal === null).toBe(mayCall(access, role))
        if (refusal === null && message !== 'connect')
          expect(await send(socket, message, accessToken)).toBeTypeOf('object')
      } finally {
        socket.close()
      }
    })
  })

  it.each(['/live', '/me'])('refuse %s without a token, and with a forged one', async (namespace) => {
    for (const token of ['', 'x.y.z', `${people.get('admin')!.accessToken.slice(0, -4)}AAAA`]) {
      const { socket, refusal } = await connect(namespace, token)
      socket.close()
      expect(refusal).toBe('not-signed-in')
    }
  })
})
