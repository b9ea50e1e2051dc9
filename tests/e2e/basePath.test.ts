import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '#services/postgres/embedded/freePort.ts'
import { linkAddress } from '#services/tenants/links/oneTimeLinks.ts'
import { fillSignIn, testBrowser, type TestBrowser, type Visitor } from '../support/browser.ts'
import { noNginx, startNginx } from '../support/nginx.ts'
import { emailOf, testRollcall, type TestRollcall } from '../support/rollcall.ts'

const reason = noNginx()

/** As docs/operators.md shows them. */
const upgrades = `map $http_upgrade $connection_upgrade { default upgrade; '' close; }`
const locationOf = (upstream: string): string => `
    location /rollcall/ {
      proxy_pass ${upstream};
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
    }
    location / { return 404 "another application"; }`

describe.skipIf(reason !== undefined).each([
  { handing: 'handed on', after: '' },
  { handing: 'taken off', after: '/' },
])(`below a path of an nginx, which is $handing${reason === undefined ? '' : ` (${reason})`}`, ({ after }) => {
  let server: TestRollcall
  let nginx: Awaited<ReturnType<typeof startNginx>>
  let browser: TestBrowser
  let origin: string
  let visitor: Visitor
  let page: Page
  const asked: string[] = []

  beforeAll(async () => {
    const port = await freePort()
    origin = `http://localhost:${port}`
    server = await testRollcall({ dashboard: true, publicUrl: `${origin}/rollcall` })
    const upstream = `http://127.0.0.1:${new URL(server.url).port}${after}`
    nginx = await startNginx(`${upgrades}\n  server {\n    listen 127.0.0.1:${port};${locationOf(upstream)}\n  }`, port)
    browser = await testBrowser(origin)
    visitor = await browser.visit()
    page = visitor.page
    page.on('request', (request) => asked.push(request.url()))
    page.on('websocket', (socket) => asked.push(socket.url()))
  })
  afterAll(async () => {
    await browser.close()
    await nginx.stop()
    await server.stop()
  })

  it('the dashboard opens, signs in, lives and is loaded again, all of it below the path', async () => {
    await page.goto('/rollcall')
    await page.waitForURL(/\/rollcall\/sign-in/)
    await fillSignIn(page, 'acme', emailOf('analyst', 'acme'))
    await page.waitForURL(`${origin}/rollcall/overview`)
    await page.getByRole('status').filter({ hasText: 'Live' }).first().waitFor()
    await page
      .getByRole('link', { name: /^Sessions/ })
      .first()
      .click()
    await page.waitForURL(/\/rollcall\/sessions/)
    const row = page
      .getByRole('grid', { name: 'Sessions' })
      .getByRole('row')
      .filter({ hasText: emailOf('analyst', 'acme') })
    await row.first().waitFor()
    // A deep address loaded anew: assets are found, and the cookie signs in.
    await page.reload()
    await row.first().waitFor()
    await page.getByRole('status').filter({ hasText: 'Live' }).first().waitFor()
    expect(asked.filter((url) => !/^(http|ws):\/\/localhost:\d+\/rollcall(\/|$)/.test(url))).toEqual([])
    expect(asked.some((url) => url.includes('/rollcall/socket.io/'))).toBe(true)
    expect(visitor.errors).toEqual([])
  })

  it('opens the pages that mails lead to, which ask below the path', async () => {
    for (const [path, says] of [
      ['invite', 'This invite is no longer good'],
      ['reset', 'This link is no longer good'],
      ['confirm-email', 'This link is no longer good'],
      ['notice', 'This link is no longer good'],
    ] as const) {
      await page.goto(linkAddress(`${origin}/rollcall`, path, 'A'.repeat(86)))
      await page.getByRole('heading', { name: says }).waitFor()
      expect(page.url()).toBe(`${origin}/rollcall/${path}`)
    }
    expect(asked.filter((url) => !/^(http|ws):\/\/localhost:\d+\/rollcall(\/|$)/.test(url))).toEqual([])
  })

  it('describes itself as being there, and signs as that address', async () => {
    const document = (await (await fetch(`${origin}/rollcall/openapi.json`)).json()) as { servers: unknown }
    expect(document.servers).toEqual([{ url: '/rollcall/' }])
    const { accessToken } = await server.signIn('acme', 'member', { client: 'mobile' })
    const claims = JSON.parse(Buffer.from(accessToken.split('.')[1]!, 'base64url').toString()) as { iss: string }
    expect(claims.iss).toBe(`${origin}/rollcall`)
  })
})
