import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '#services/http/createApp.ts'
import type { Edge } from '#services/http/edge.ts'
import { defineRoute } from '#services/http/route.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { testAmbient } from '../../support/testAmbient.ts'

const body = { names: Array.from({ length: 300 }, (_, number) => `Jürgen ${number}`) }
const text = JSON.stringify(body)
const route = defineRoute({
  id: 'long',
  method: 'get',
  path: '/v1/long',
  tag: 'Test',
  summary: 'Test',
  access: 'public',
  limit: 'none',
  errors: [],
  answers: { 200: { description: 'A long answer' } },
  handle: async () => ({ status: 200, body }),
})

let port = 0
let stop = (): void => undefined
beforeAll(async () => {
  const edge = {
    ambient: testAmbient(),
    clientAddress: () => null,
    noteRefusal: () => undefined,
    logger: silentLogger,
    consumeLimit: () => null,
    unlessSilent: <Result>(work: () => Promise<Result>) => work(),
  } as unknown as Edge
  const server = createApp(edge, [route], null).listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
  stop = () => void server.close()
})
afterAll(() => stop())

/** As it comes over the wire: nothing is decompressed. */
const ask = async (method: string, accepted: string) => {
  const headers = { 'accept-encoding': accepted }
  const asking = request({ host: '127.0.0.1', port, path: '/v1/long', method, headers }).end()
  const [response] = (await once(asking, 'response')) as [IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return { headers: response.headers, bytes: Buffer.concat(chunks) }
}

describe('a long answer', () => {
  it('is compressed for who takes that', async () => {
    const { headers, bytes } = await ask('GET', 'gzip')
    expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding', 'cache-control': 'no-store' })
    expect(headers['content-length']).toBeUndefined()
    expect(gunzipSync(bytes).toString()).toBe(text)
  })

  it.each(['GET', 'HEAD'])(
    'says its length to who does not, so that one that was cut off is noticed: %s',
    async (method) => {
      const { headers, bytes } = await ask(method, 'identity')
      expect(headers['content-encoding']).toBeUndefined()
      expect(headers['content-length']).toBe(String(Buffer.byteLength(text)))
      expect(bytes.toString()).toBe(method === 'GET' ? text : '')
    },
  )
})
