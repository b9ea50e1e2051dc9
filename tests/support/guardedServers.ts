import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import Fastify from 'fastify'
import { Hono } from 'hono'
import {
  callerOf,
  expressGuard,
  fastifyGuard,
  type Guard,
  honoGuard,
  httpGuard,
  type Requirement,
  requireFreshSignIn,
  requireRole,
} from '../../client/guard/entry.ts'

export interface GuardedServer {
  get: (path: string, headers?: Record<string, string>) => Promise<Response>
  stop: () => Promise<void>
}

/** The routes of every server, and what each wants beyond a good token. Each answers the id of who asks. */
const routes: [string, Requirement[]][] = [
  ['/who', []],
  ['/admin', [requireRole('admin', 'analyst')]],
  ['/fresh', [requireFreshSignIn({ withinSeconds: 300 })]],
]

const listening = async (listener: RequestListener): Promise<GuardedServer> => {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    get: (path, headers = {}) => fetch(`http://127.0.0.1:${port}${path}`, { headers }),
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const onExpress = (guard: Guard): Promise<GuardedServer> => {
  const app = express()
  for (const [path, requirements] of routes)
    app.get(path, expressGuard(guard, ...requirements), (request, response) => {
      response.json(callerOf(request).userId)
    })
  return listening(app)
}

const onHttp = (guard: Guard): Promise<GuardedServer> => {
  const handlers = routes.map(([path, requirements]) => {
    const handler = httpGuard(
      guard,
      (_, response, caller) => response.end(JSON.stringify(caller.userId)),
      ...requirements,
    )
    return [path, handler] as const
  })
  return listening((request, response) => void new Map(handlers).get(request.url ?? '')?.(request, response))
}

const onFastify = async (guard: Guard): Promise<GuardedServer> => {
  const app = Fastify()
  for (const [path, requirements] of routes)
    app.get(path, { onRequest: fastifyGuard(guard, ...requirements) }, async (request, reply) =>
      reply.type('application/json').send(JSON.stringify(callerOf(request).userId)),
    )
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  return { get: (path, headers = {}) => fetch(address + path, { headers }), stop: () => app.close() }
}

const onHono = async (guard: Guard): Promise<GuardedServer> => {
  const app = new Hono()
  for (const [path, requirements] of routes)
    app.get(path, honoGuard(guard, ...requirements), (context) => context.json(callerOf(context).userId))
  return { get: async (path, headers = {}) => app.request(path, { headers }), stop: async () => {} }
}

export const guardedServers: [string, (guard: Guard) => Promise<GuardedServer>][] = [
  ['express', onExpress],
  ['node:http', onHttp],
  ['fastify', onFastify],
  ['hono', onHono],
]
