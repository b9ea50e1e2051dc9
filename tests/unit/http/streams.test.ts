import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createApp } from '#services/http/createApp.ts'
import type { Edge } from '#services/http/edge.ts'
import { openApiDocument } from '#services/http/openApi.ts'
import { defineRoute, type Answer, type Route } from '#services/http/route.ts'
import { bytes, csv, jsonLines, serverSentEvents, type Stream } from '#services/http/stream.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { CodedError } from '#services/ports/errors.ts'
import { testAmbient } from '../../support/testAmbient.ts'

const usual = { tag: 'Test', summary: 'Test', access: 'public', limit: 'none', errors: [] } as const
const answering = (answer: Partial<Answer>): Route =>
  defineRoute({
    ...usual,
    id: 'stream',
    method: 'get',
    path: '/v1/stream',
    answers: { 200: { description: 'A stream' } },
    handle: async () => ({ status: 200, ...answer }),
  })

const servers: Server[] = []
const sockets: Socket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const server of servers.splice(0)) server.closeAllConnections()
})

const serve = async (route: Route) => {
  const told: [message: string, fields: object | undefined][] = []
  const tell = (message: string, fields?: object) => void told.push([message, fields])
  const edge = {
    ambient: testAmbient(),
    logger: { ...silentLogger, error: tell, warn: tell },
    clientAddress: () => null,
    noteRefusal: () => undefined,
    consumeLimit: () => null,
    positions: { seal: (tenantId: string, position: number) => `${tenantId}@${position}` },
    unlessSilent: <Result>(work: () => Promise<Result>) => work(),
  } as unknown as Edge
  const server = createServer(createApp(edge, [route], null)).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { port, url: `http://127.0.0.1:${port}/v1/stream`, told }
}

/** A reader who asks, and reads nothing until told. */
const slowReader = async (port: number) => {
  const socket = connect(port, '127.0.0.1')
  sockets.push(socket)
  await once(socket, 'connect')
  socket.pause()
  socket.write('GET /v1/stream HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n')
  return socket
}
const readToEnd = async (socket: Socket): Promise<string> => {
  const parts: Buffer[] = []
  socket.on('data', (part: Buffer) => parts.push(part)).resume()
  await once(socket, 'close')
  return Buffer.concat(parts).toString()
}

const megabyte = 'x'.repeat(1_000_000)
const counted = (pieces: number) => {
  const made = { pieces: 0, ended: false }
  const stream = bytes('text/plain', async function* () {
    try {
      for (; made.pieces < pieces; made.pieces += 1) yield megabyte
    } finally {
      made.ended = true
    }
  })
  return { made, stream }
}

describe('a stream', () => {
  it('is made no faster than a slow reader takes it', async () => {
    const { made, stream } = counted(60)
    const { port } = await serve(answering({ stream }))
    const socket = await slowReader(port)
    await pause(300)
    const early = made.pieces
    await pause(300)
    expect(made.pieces).toBe(early)
    expect(early).toBeLessThan(30)
    const text = await readToEnd(socket)
    expect(made).toEqual({ pieces: 60, ended: true })
    expect(text.length).toBeGreaterThan(60_000_000)
    expect(text.endsWith('\r\n0\r\n\r\n')).toBe(true)
  })

  it('ends where its reader goes away while it waits for more to send', async () => {
    let heard = ''
    const stream = serverSentEvents(async function* (signal) {
      yield { event: 'beat', data: 1 }
      await once(signal, 'abort')
      heard = 'gone'
    })
    const { url, told } = await serve(answering({ stream }))
    const reader = new AbortController()
    const response = await fetch(url, { signal: reader.signal })
    await response.body!.getReader().read()
    reader.abort()
    await expect.poll(() => heard).toBe('gone')
    expect(told).toEqual([])
  })

  it('ends where its reader goes away in the middle', async () => {
    const { made, stream } = counted(1_000)
    const { port, told } = await serve(answering({ stream }))
    const socket = await slowReader(port)
    await expect.poll(() => made.pieces).toBeGreaterThan(0)
    socket.destroy()
    await expect.poll(() => made.ended).toBe(true)
    expect(made.pieces).toBeLessThan(1_000)
    expect(told).toEqual([])
  })

  it.each([
    ['internal', new Error('disk on fire'), 'request failed'],
    ['store-unavailable', new CodedError('store-unavailable'), 'an answer was cut off'],
  ])('is cut, not ended as if whole, by an error (%s) after the first byte', async (_, error, message) => {
    const stream = jsonLines(async function* () {
      yield 'x'.repeat(20_000)
      throw error
    })
    const { port, url, told } = await serve(answering({ stream }))
    const text = await readToEnd(await slowReader(port))
    expect(text).toContain('200 OK')
    expect(text).toContain('xxxx')
    expect(text.endsWith('0\r\n\r\n')).toBe(false)
    expect(told.map(([said]) => said)).toEqual([message])
    await expect(fetch(url).then((response) => response.text())).rejects.toThrow(/terminated|fetch failed/)
  })

  it('that fails before its first byte is refused like any other answer', async () => {
    const stream = jsonLines(() => {
      throw new CodedError('view-behind')
    })
    const { url } = await serve(answering({ stream, position: 7, tenantId: 'acme' }))
    const response = await fetch(url)
    expect([response.status, response.headers.get('content-type')]).toEqual([
      503,
      'application/problem+json; charset=utf-8',
    ])
    expect(response.headers.get('rollcall-position')).toBeNull()
    expect(await response.json()).toMatchObject({ code: 'view-behind' })
  })

  it('says its position, its type and that nobody keeps it', async () => {
    const stream = jsonLines(() => [{ a: 1 }, 'two', null])
    const { url } = await serve(answering({ stream, position: 7, tenantId: 'acme', headers: { 'x-more': 'yes' } }))
    const response = await fetch(url)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'rollcall-position': 'acme@7',
      'content-type': 'application/x-ndjson; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-more': 'yes',
    })
    expect(await response.text()).toBe('{"a":1}\n"two"\nnull\n')
  })

  it('is not made for who asks for its headers alone', async () => {
    const { made, stream } = counted(3)
    const { url } = await serve(answering({ stream }))
    const response = await fetch(url, { method: 'HEAD' })
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8'])
    expect(made.pieces).toBe(0)
  })

  it('is compressed for who takes that', async () => {
    const { url } = await serve(answering({ stream: counted(5).stream }))
    const response = await fetch(url, { headers: { 'accept-encoding': 'gzip' } })
    expect(response.headers.get('content-encoding')).toBe('gzip')
    expect((await response.text()).length).toBe(5_000_000)
  })
})

const textOf = async ({ chunks }: Stream): Promise<string> => {
  const parts = []
  for await (const chunk of chunks(new AbortController().signal)) parts.push(chunk.toString())
  return parts.join('')
}

describe('the forms of a stream', () => {
  it('quote what a comma-separated cell must quote, and alter nothing', async () => {
    const rows = [
      ['plain', 1, true, null],
      ['a, b', 'say "hi"', 'two\nlines', '=1+1'],
    ]
    expect(await textOf(csv(['a', 'b', 'c', 'd'], () => rows))).toBe(
      'a,b,c,d\r\nplain,1,true,\r\n"a, b","say ""hi""","two\nlines",=1+1\r\n',
    )
  })

  it('gather small rows into large pieces', async () => {
    let pieces = 0
    const rows = Array.from({ length: 10_000 }, (_, number) => ({ number }))
    for await (const _ of jsonLines(() => rows).chunks(new AbortController().signal)) pieces += 1
    expect(pieces).toBeLessThan(20)
  })

  it('send each event at once, uncompressed, with what its reader goes on from', async () => {
    const events = serverSentEvents(() => [
      { event: 'ended', id: 'p1', data: { sessionId: 's' } },
      { event: 'beat', data: null },
    ])
    const { url } = await serve(answering({ stream: events }))
    const response = await fetch(url, { headers: { 'accept-encoding': 'gzip' } })
    expect(response.headers.get('content-encoding')).toBeNull()
    expect(response.headers.get('cache-control')).toBe('no-store, no-transform')
    expect(await response.text()).toBe(
      ': connected\n\nevent: ended\nid: p1\ndata: {"sessionId":"s"}\n\nevent: beat\ndata: null\n\n',
    )
  })
})

describe('a route that takes a form', () => {
  const introspect = defineRoute({
    ...usual,
    id: 'introspect',
    method: 'post',
    path: '/v1/stream',
    body: z.strictObject({ token: z.string(), token_type_hint: z.string().optional() }),
    bodyFormat: 'form',
    answers: { 200: { description: 'What it was sent' } },
    handle: async ({ body }) => ({ status: 200, body }),
  })
  const send = async (body: string, type = 'application/x-www-form-urlencoded') => {
    const { url } = await serve(introspect)
    const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': type } })
    return [response.status, await response.json()]
  }

  it('reads it', async () => {
    expect(await send('token=a+b%26c&token_type_hint=refresh_token')).toEqual([
      200,
      { token: 'a b&c', token_type_hint: 'refresh_token' },
    ])
  })

  it('refuses a parameter sent twice, one it does not know, and JSON', async () => {
    expect(await send('token=a&token=b')).toMatchObject([400, { code: 'invalid-request' }])
    expect(await send('token=a&other=b')).toMatchObject([400, { code: 'invalid-request' }])
    expect(await send('{"token":"a"}', 'application/json')).toMatchObject([415, { code: 'unsupported-media-type' }])
  })

  it('refuses thousands of parameters and a body of megabytes', async () => {
    const many = Array.from({ length: 5_000 }, (_, number) => `p${number}=1`).join('&')
    expect((await send(many))[0]).toBeOneOf([400, 413])
    expect((await send(`token=${'x'.repeat(1_000_000)}`))[0]).toBe(413)
  })

  it('is described as taking one', () => {
    expect(openApiDocument([introspect], { version: '1', basePath: '' })).toMatchObject({
      paths: {
        '/v1/stream': {
          post: { requestBody: { content: { 'application/x-www-form-urlencoded': expect.anything() } } },
        },
      },
    })
  })
})
