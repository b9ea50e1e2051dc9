import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { build, type Rolldown } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testBrowser, type TestBrowser } from '../support/browser.ts'
import { emailOf, password, testRollcall, type TestRollcall } from '../support/rollcall.ts'
import type * as Entry from '../../client/session/entry.ts'

declare global {
  interface Window {
    /** Of the page of these tests: the client, and by how much its machine's clock has jumped. */
    client: Entry.SessionClient
    jumpedMs: number
    begin(options: Entry.SessionClientOptions): void
  }
}

let server: TestRollcall
let browser: TestBrowser
let script: string
beforeAll(async () => {
  const built = await build({
    root: resolve(import.meta.dirname, '../..'),
    configFile: false,
    logLevel: 'warn',
    build: { write: false, copyPublicDir: false, lib: { entry: 'client/session/entry.ts', formats: ['es'] } },
  })
  script = (built as Rolldown.RolldownOutput[])[0]!.output[0].code
  server = await testRollcall({ slugs: ['acme'] })
  browser = await testBrowser(server.url)
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

const html = `<!doctype html><script type="module">
  import { createSessionClient } from './client.js'
  window.jumpedMs = 0
  const later = (ms, run) => { const timer = setTimeout(run, ms); return () => clearTimeout(timer) }
  const clock = { now: () => Date.now() + window.jumpedMs, later }
  window.client = createSessionClient({ baseUrl: '', tenant: 'acme', client: 'dashboard', clock })
</script>`

/** Pages of the server's own origin with nothing but the client on them. */
const openTabs = async (context: BrowserContext, count: number): Promise<Page[]> => {
  await context.route('**/tab', (route) => route.fulfill({ contentType: 'text/html', body: html }))
  await context.route('**/client.js', (route) => route.fulfill({ contentType: 'text/javascript', body: script }))
  const open = async (): Promise<Page> => {
    const page = await context.newPage()
    await page.goto('/tab')
    await page.waitForFunction(() => (window as Partial<Window>).client !== undefined)
    return page
  }
  return Promise.all(Array.from({ length: count }, open))
}

const kind = (page: Page) => page.evaluate(() => window.client.state().kind)

describe('twenty tabs of a browser', () => {
  it('refresh an expired token once, all go on with the new one, and all hear of a forced logout', async () => {
    const { page: first } = await browser.visit()
    const context = first.context()
    const [one, ...others] = await openTabs(context, 20)
    const signIn = async (credentials: { email: string; password: string }) =>
      void (await window.client.signIn(credentials))
    await one!.evaluate(signIn, { email: emailOf('member', 'acme'), password })
    const tabs = [one!, ...others]
    await expect.poll(() => Promise.all(tabs.map(kind))).toEqual(tabs.map(() => 'signedIn'))

    const refreshes: string[] = []
    context.on('request', (request) => {
      if (request.url().endsWith('/v1/auth/refresh')) refreshes.push(request.url())
    })
    const before = await one!.evaluate(() => window.client.token())
    await Promise.all(tabs.map((tab) => tab.evaluate(() => void (window.jumpedMs = 40 * 60_000))))
    const tokens = await Promise.all(tabs.map((tab) => tab.evaluate(() => window.client.token())))
    expect(new Set(tokens).size).toBe(1)
    expect(tokens[0]).not.toBe(before)
    expect(refreshes).toHaveLength(1)

    const analyst = await server.signIn('acme', 'analyst')
    const sessionId = await one!.evaluate(async () => (await window.client.status())?.session.id)
    const reason = { reason: 'tried', message: 'Please sign in again.' }
    expect((await analyst.post(`/v1/sessions/${sessionId}/revoke`, reason)).status).toBe(200)
    await expect.poll(() => Promise.all(tabs.map(kind))).toEqual(tabs.map(() => 'signedOut'))
  })
})

const shopHtml = `<!doctype html><script type="module">
  import { createSessionClient } from './client.js'
  window.begin = (options) => void (window.client = createSessionClient(options))
</script>`

describe('a page that is served elsewhere', () => {
  const shop = createServer((request, response) => {
    const isScript = request.url === '/client.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? script : shopHtml)
  })
  let origin: string
  beforeAll(async () => {
    await new Promise<void>((listening) => shop.listen(0, 'localhost', listening))
    origin = `http://localhost:${(shop.address() as AddressInfo).port}`
  })
  afterAll(() => shop.close())

  /** A page of the shop that has begun a client of the application. */
  const openPage = async (client: string): Promise<Page> => {
    const { page } = await browser.visit()
    await page.goto(`${origin}/`)
    await page.waitForFunction(() => 'begin' in window)
    await page.evaluate(
      ([baseUrl, client]) => window.begin({ baseUrl: baseUrl!, tenant: 'acme', client: client!, transport: 'bearer' }),
      [server.url, client],
    )
    return page
  }
  const signIn = (page: Page) =>
    page.evaluate(
      ([email, password]) =>
        window.client.signIn({ email: email!, password: password! }).then(
          () => 'in',
          (error: { code?: string }) => error.code,
        ),
      [emailOf('member', 'acme'), password],
    )
  const register = async (id: string, origins: string[]) => {
    const admin = await server.signIn('acme', 'admin')
    const { status } = await admin.post('/v1/applications', {
      id,
      name: id,
      audience: id,
      origins,
      transport: 'bearer',
    })
    expect(status).toBe(201)
  }

  it('signs people in where its origin is registered, lists their sessions, and hears of a forced logout', async () => {
    await register('shop', [origin])
    const page = await openPage('shop')
    expect(await signIn(page)).toBe('in')
    const current = () =>
      page.evaluate(async () => (await window.client.sessions()).filter(({ isCurrent }) => isCurrent).length)
    await expect.poll(current).toBe(1)
    await page.evaluate(() => window.client.refresh())
    const analyst = await server.signIn('acme', 'analyst')
    const sessionId = await page.evaluate(async () => (await window.client.status())?.session.id)
    expect((await analyst.post(`/v1/sessions/${sessionId}/revoke`, { reason: 'tried' })).status).toBe(200)
    await expect.poll(() => kind(page)).toBe('signedOut')
  })

  it('is refused where it is not', async () => {
    await register('bank', ['https://bank.test'])
    expect(await signIn(await openPage('bank'))).toBe('origin-refused')
  })
})
