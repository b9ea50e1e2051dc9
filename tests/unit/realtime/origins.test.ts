import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { SignedInCaller } from '#services/http/caller.ts'
import type { Client, Directory, Tenant } from '#services/ports/identity.ts'
import { socketOrigins } from '#services/realtime/admission/origins.ts'

const shop: Client = {
  clientId: 'shop',
  name: 'Shop',
  audience: 'shop',
  origins: ['https://shop.test'],
  transport: 'bearer',
}
const acme = { tenantId: 'acme-id', slug: 'acme', clients: new Map([['shop', shop]]) } as unknown as Tenant
const directory = {
  tenantBySlug: async (slug: string) => (slug === 'acme' ? acme : null),
  tenant: async (tenantId: string) => (tenantId === 'acme-id' ? acme : null),
} as Directory

const origins = socketOrigins(directory, ['https://rollcall.test'])
const request = (origin: string | undefined, url = '/socket.io/?EIO=4') =>
  ({ url, headers: { origin, host: 'localhost:8080' } }) as IncomingMessage
const url = (tenant: string, client: string) => `/socket.io/?EIO=4&tenant=${tenant}&client=${client}`
const caller = (clientId: string) => ({ tenantId: 'acme-id', clientId }) as SignedInCaller

describe('where a socket may come from', () => {
  it('is our own pages, and whatever is no browser', async () => {
    expect(await origins.mayConnect(request('http://localhost:8080'))).toBe(true)
    expect(await origins.mayConnect(request('https://rollcall.test'))).toBe(true)
    expect(await origins.mayConnect(request(undefined))).toBe(true)
  })

  it('is nowhere else', async () => {
    for (const origin of ['http://evil.test', 'http://localhost:8081', 'null', 'http://localhost:8080.evil.test', ''])
      expect(await origins.mayConnect(request(origin))).toBe(false)
  })

  it('is also an origin that the client named in the query has registered', async () => {
    expect(await origins.mayConnect(request('https://shop.test', url('acme', 'shop')))).toBe(true)
    expect(await origins.mayConnect(request('https://shop.test', url('acme', 'other')))).toBe(false)
    expect(await origins.mayConnect(request('https://shop.test', url('nobody', 'shop')))).toBe(false)
    expect(await origins.mayConnect(request('https://shop.test'))).toBe(false)
  })

  it('is held to the client of the token once there is one', async () => {
    expect(await origins.mayHold(request('https://shop.test'), caller('shop'))).toBe(true)
    expect(await origins.mayHold(request('https://shop.test'), caller('dashboard'))).toBe(false)
    expect(await origins.mayHold(request('http://localhost:8080'), caller('dashboard'))).toBe(true)
  })
})
