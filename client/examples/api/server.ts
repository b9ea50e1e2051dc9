// An API that lets in only who is still signed in: ROLLCALL_KEY=rck_… AUDIENCE=acme-web node server.ts
import type { AddressInfo } from 'node:net'
import express from 'express'
import { callerOf, createGuard, expressGuard, requireFreshSignIn, requireRole } from 'rollcall-client/guard'

const { ROLLCALL = 'http://localhost:8080', ROLLCALL_KEY, AUDIENCE = 'acme-web', PORT = '4001' } = process.env
if (ROLLCALL_KEY === undefined) throw new Error('ROLLCALL_KEY is missing: an API key with the scope guard')

const guard = createGuard({ baseUrl: ROLLCALL, audience: AUDIENCE, apiKey: ROLLCALL_KEY })
const app = express()

// Who watches this process learns whether it knows who is signed in.
app.get('/healthz', (_request, response) => {
  const status = guard.status()
  response.status(status.feed === 'live' ? 200 : 503).json(status)
})
app.get('/me', expressGuard(guard), (request, response) => {
  response.json(callerOf(request))
})
app.delete(
  '/everything',
  expressGuard(guard, requireRole('admin'), requireFreshSignIn({ withinSeconds: 300 })),
  (_request, response) => {
    response.json({ deleted: 'nothing, this is an example' })
  },
)

const server = app.listen(Number(PORT), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.stdout.write(`http://localhost:${port}/me\n`)
})
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    server.close()
    void guard.close()
  })
