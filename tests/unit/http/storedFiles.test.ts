import { pbkdf2 } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, brotliCompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '#services/http/createApp.ts'
import type { Edge } from '#services/http/edge.ts'
import { plainRoutes } from '#services/http/plainRoutes.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { testAmbient } from '../../support/testAmbient.ts'

const script = `/* ${'a page '.repeat(1_000)}*/`
const folder = mkdtempSync(join(tmpdir(), 'dashboard-'))
let port = 0
let stop = (): void => undefined

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<p>the page</p>')
  writeFileSync(join(folder, 'assets', 'page-1.js'), script)
  writeFileSync(join(folder, 'assets', 'page-1.js.br'), brotliCompressSync(script))
  writeFileSync(join(folder, 'assets', 'page-1.js.gz'), gzipSync(script))
  writeFileSync(join(folder, 'theme.js'), 'plain only')
  const edge = {
    ambient: testAmbient(),
    clientAddress: () => null,
    noteRefusal: () => undefined,
    logger: silentLogger,
    consumeLimit: () => null,
    unlessSilent: <Result>(work: () => Promise<Result>) => work(),
  } as unknown as Edge
  const routes = plainRoutes([], { version: '0.0.0', basePath: '' }, () => ({ ready: true, checks: {} }))
  const server = createApp(edge, routes, { folder, basePath: '' }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
  stop = () => void server.close()
})
afterAll(() => {
  stop()
  rmSync(folder, { recursive: true })
})

/** As it comes over the wire: nothing is decompressed. */
const get = async (path: string, headers: Record<string, string> = {}, method = 'GET') => {
  const asking = request({ host: '127.0.0.1', port, path, headers, method }).end()
  const [response] = (await once(asking, 'response')) as [import('node:http').IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }
}

describe.each(['/assets/page-1.js', '/openapi.json'])('%s', (path) => {
  it.each([
    ['br', 'gzip, deflate, br', brotliDecompressSync],
    ['gzip', 'gzip, br;q=0', gunzipSync],
    [undefined, 'identity', (body: Buffer) => body],
    [undefined, '', (body: Buffer) => body],
  ] as const)('comes as %s to whoever accepts "%s"', async (encoding, accepted, decode) => {
    const plain = await get(path)
    const answer = await get(path, accepted === '' ? {} : { 'accept-encoding': accepted })
    expect(answer.headers['content-encoding']).toBe(encoding)
    expect(decode(answer.body).equals(plain.body)).toBe(true)
    expect(answer.headers['vary']).toMatch(/accept-encoding/i)
    expect(answer.headers['content-length']).toBe(String(answer.body.length))
  })

  it('is not sent again to who holds it, in this encoding', async () => {
    const { headers } = await get(path, { 'accept-encoding': 'br' })
    const again = await get(path, { 'accept-encoding': 'br', 'if-none-match': String(headers.etag) })
    expect([again.status, again.body.length]).toEqual([304, 0])
    expect((await get(path, { 'accept-encoding': 'gzip', 'if-none-match': String(headers.etag) })).status).toBe(200)
  })

  it('answers HEAD with the headers alone', async () => {
    const { status, headers, body } = await get(path, { 'accept-encoding': 'br' }, 'HEAD')
    expect([status, headers['content-encoding'], body.length]).toEqual([200, 'br', 0])
    expect(Number(headers['content-length'])).toBeGreaterThan(0)
  })

  it('comes at once while every thread of the pool is at work', async () => {
    let working = 16
    for (let n = 0; n < working; n += 1) pbkdf2('p', 's', 400_000, 32, 'sha256', () => (working -= 1))
    for (let n = 0; n < 20; n += 1) expect((await get(path, { 'accept-encoding': 'br' })).status).toBe(200)
    expect(working).toBeGreaterThan(8)
    await expect.poll(() => working, { timeout: 30_000 }).toBe(0)
  })
})

describe('files of the dashboard', () => {
  it('are kept for a year where their name carries a digest, and asked for again where not', async () => {
    expect((await get('/assets/page-1.js')).headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect((await get('/theme.js')).headers['cache-control']).toBe('no-cache')
    expect((await get('/')).headers['cache-control']).toBe('no-cache')
  })

  it('are found by their own names alone', async () => {
    for (const path of [
      '/assets/page-1.js.br',
      '/assets/nothing.js',
      '/assets',
      '/..%2f..%2fetc%2fpasswd',
      '/assets/%2e%2e/x',
    ])
      expect([path, (await get(path)).status]).toEqual([path, 404])
    expect((await get('/index.html')).body.toString()).toBe('<p>the page</p>')
    expect((await get('/sessions', { accept: 'text/html' })).body.toString()).toBe('<p>the page</p>')
  })
})
