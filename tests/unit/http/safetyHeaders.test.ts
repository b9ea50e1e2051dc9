import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, get, type IncomingHttpHeaders, type Server } from 'node:http'
import { createServer as createTlsServer, get as getOverTls } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createApp } from '#services/http/createApp.ts'
import type { Edge } from '#services/http/edge.ts'
import { plainRoutes } from '#services/http/plainRoutes.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { selfSigned } from '../../support/certificate.ts'
import { testAmbient } from '../../support/testAmbient.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

const app = (isTrusted: boolean) =>
  createApp(
    {
      ambient: testAmbient(),
      logger: silentLogger,
      clientAddress: () => null,
      noteRefusal: () => undefined,
      isTrustedProxy: () => isTrusted,
      consumeLimit: () => null,
      unlessSilent: <Result>(work: () => Promise<Result>) => work(),
    } as unknown as Edge,
    plainRoutes([], { version: '0.0.0', basePath: '' }, () => ({ ready: true, checks: {} })),
    null,
  )

const portOf = async (server: Server): Promise<number> => {
  servers.push(server.listen(0, '127.0.0.1'))
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

const over = async (isTrusted: boolean, headers: Record<string, string>, path = '/livez') => {
  const port = await portOf(createServer(app(isTrusted)))
  return new Promise<IncomingHttpHeaders>((resolve, reject) =>
    get({ host: '127.0.0.1', port, path, headers, agent: false }, (answer) => {
      answer.resume()
      resolve(answer.headers)
    }).on('error', reject),
  )
}
const strict = 'max-age=31536000'
const host = 'rollcall.example'

describe('an answer over TLS', () => {
  it('tells the browser to come over TLS from now on, when a trusted proxy says that it did', async () => {
    expect(await over(true, { host, 'x-forwarded-proto': 'https' })).toMatchObject({
      'strict-transport-security': strict,
    })
  })

  it.each([
    ['anybody else says so', false, { host, 'x-forwarded-proto': 'https' }],
    ['the proxy says it came in the clear', true, { host, 'x-forwarded-proto': 'https, http' }],
    ['nobody says anything', true, { host }],
    ['it is for the machine itself', true, { host: 'localhost:8080', 'x-forwarded-proto': 'https' }],
  ])('does not where %s', async (_, isTrusted, headers) => {
    expect(await over(isTrusted, headers)).not.toHaveProperty('strict-transport-security')
  })

  it('does where the certificate is our own', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rollcall-tls-'))
    const { cert, key } = await selfSigned(folder, host)
    const tls = { cert: readFileSync(cert), key: readFileSync(key) }
    rmSync(folder, { recursive: true })
    const port = await portOf(createTlsServer(tls, app(false)))
    const headers = await new Promise<IncomingHttpHeaders>((resolve, reject) =>
      getOverTls(
        { host: '127.0.0.1', port, path: '/livez', headers: { host }, ca: tls.cert, servername: host },
        (answer) => {
          answer.resume()
          resolve(answer.headers)
        },
      ).on('error', reject),
    )
    expect(headers['strict-transport-security']).toBe(strict)
  })
})

describe('an answer opened as a page', () => {
  it.each(['/livez', '/openapi.json', '/v1/nowhere'])('of %s may load nothing and stand in no frame', async (path) => {
    expect(await over(false, { host }, path)).toMatchObject({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
    })
  })
})
