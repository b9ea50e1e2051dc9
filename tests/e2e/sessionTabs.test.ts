import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { build, type Rolldown } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testBrowser, type TestBrowser } from '../support/browser.ts'
import { emailOf, password, testRollcall, type TestRollcall } from '../support/rollcall.ts'
import type { SessionRow } from '../../events/live/rows.ts'
import type * as Entry from '../../client/session/entry.ts'

declare global {
  interface Window {
    /** Of the page of these tests: the client, and by how much its machine's clock has jumped. */
    client: Entry.SessionClient
    jumpedMs: number
    begin(options: Entry.SessionClientOptions): void
  }
}

const entries = { client: 'client/session/entry.ts', fingerprint: 'client/session/device/extendedFingerprint.ts' }

let server: TestRollcall
let browser: TestBrowser
let scripts: Map<string, string>
beforeAll(async () => {
  const built = await build({
    root: resolve(import.meta.dirname, '../..'),
    configFile: false,
    logLevel: 'warn',
    build: { write: false, copyPublicDir: false, lib: { entry: entries, formats: ['es'] } },
  })
  const chunks = (built as Rolldown.RolldownOutput[])[0]!.output.filter((one) => one.type === 'chunk')
  scripts = new Map(chunks.map(({ name, code }) => [`/${name}.js`, code]))
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
  const options = { baseUrl: '', tenant: 'acme', client: 'dashboard', clock }
  if (location.search === '?fingerprint') options.fingerprint = (await import('./fingerprint.js')).extendedFingerprint
  window.client = createSessionClient(options)
</script>`
const credentials = () => ({ email: emailOf('member', 'acme'), password })

/** Pages of the server's own origin with nothing but the client on them. */
const openTabs = async (context: BrowserContext, count: number, search = ''): Promise<Page[]> => {
  await context.route('**/tab*', (route) => route.fulfill({ contentType: 'text/html', body: html }))
  for (const [path, body] of scripts)
    await context.route(`**${path}`, (route) => route.fulfill({ contentType: 'text/javascript', body }))
  const open = async (): Promise<Page> => {
    const page = await context.newPage()
    await page.goto(`/tab${search}`)
    await page.waitForFunction(() => (window as Partial<Window>).client !== undefined)
    return page
  }
  return Promise.all(Array.from({ length: count }, open))
}

const signInAs = async (who: { email: string; password: string }) => void (await window.client.signIn(who))
const kind = (page: Page) => page.evaluate(() => window.client.state().kind)

describe('twenty tabs of a browser', () => {
  it('refresh an expired token once, all go on with the new one, and all hear of a forced logout', async () => {
    const { page: first } = await browser.visit()
    const context = first.context()
    const [one, ...others] = await openTabs(context, 20)
    await one!.evaluate(signInAs, credentials())
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

describe('the extended fingerprint', () => {
  it('is one for all windows of a browser, whatever their size, and finds their sessions', async () => {
    const signIn = async (viewport: { width: number; height: number }) => {
      const { page } = await browser.visit({ viewport, screen: { width: 1920, height: 1080 } })
      const [tab] = await openTabs(page.context(), 1, '?fingerprint')
      await tab!.evaluate(signInAs, credentials())
      return tab!.evaluate(async () => (await window.client.status())!.session.id)
    }
    const ids = [await signIn({ width: 1440, height: 900 }), await signIn({ width: 600, height: 500 })]
    const analyst = await server.signIn('acme', 'analyst')
    const read = async (filter: string) => {
      const answer = await analyst.get(`/v1/sessions?filter=${encodeURIComponent(filter)}`)
      return (answer.body as { items: SessionRow[] }).items
    }
    const fingerprints = async () => (await read('status:active')).map(({ device }) => device.fingerprint?.hash)
    await expect.poll(fingerprints).toContainEqual(expect.stringMatching(/^[\da-f]{64}$/))
    const print = (await fingerprints()).find((hash) => hash !== undefined)
    const found = () => read(`device.fingerprint:"1.${print}"`)
    await expect.poll(async () => (await found()).map(({ id }) => id).sort()).toEqual(ids.sort())
  })
})

const shopHtml = `<!doctype html><script type="module">
  import { createSessionClient } from './client.js'
  window.begin = (options) => void (window.client = createSessionClient(options))
</script>`

describe('a page that is served elsewhere', () => {
  const shop = createServer((request, response) => {
    const script = scripts.get(request.url ?? '')
    response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript')
    response.end(script ?? shopHtml)
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
