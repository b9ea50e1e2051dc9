import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import express from 'express'
import { callerOf, createGuard, expressGuard } from 'rollcall-client/guard'
import { passOn } from './passOn.ts'
import { audiences, registerShop, type Registration } from './registerShop.ts'

const pages = join(import.meta.dirname, 'dist')
/** A page that is not built, and the package's files that it loads. */
const plainPage = join(import.meta.dirname, '../page')
const clientFiles = join(import.meta.dirname, '../../dist')
const policy = "default-src 'self'; frame-ancestors 'none'"

const orders = [
  { id: 1, what: 'Espresso', table: 4 },
  { id: 2, what: 'Lemon tart', table: 4 },
  { id: 3, what: 'Sencha', table: 7 },
]

export interface Shop {
  url: string
  stop: () => Promise<void>
}

/** Serves three front ends and their API on one origin. `port` 0: any that is free. */
export const startShop = async (
  { rollcall, ...registration }: Omit<Registration, 'origin'>,
  port: number,
): Promise<Shop> => {
  const app = express()
  const server = createServer(app).listen(port, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  const apiKey = await registerShop({ rollcall, ...registration, origin: url })
  const guard = createGuard({ baseUrl: rollcall, audience: audiences, apiKey, name: 'shop' })

  app.use((_request, response, next) => {
    response.setHeader('content-security-policy', policy)
    next()
  })
  app.use('/v1', passOn(rollcall))
  app.get('/api/orders', expressGuard(guard), (request, response) => {
    response.json({ items: orders, for: callerOf(request).userId })
  })
  app.use('/plain/rollcall-client', express.static(clientFiles))
  app.use('/plain', express.static(plainPage))
  app.use(express.static(pages))
  for (const page of ['admin', 'customer', 'bar'])
    app.get([`/${page}`, `/${page}/*path`], (_request, response) => response.sendFile(join(pages, page, 'index.html')))
  app.get('/', (_request, response) => response.redirect('/customer/'))

  return {
    url,
    async stop() {
      server.close()
      server.closeAllConnections()
      await guard.close()
    },
  }
}
