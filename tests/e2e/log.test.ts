import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillSignIn, testBrowser, type TestBrowser } from '../support/browser.ts'
import { eventually } from '../support/eventually.ts'
import { emailOf, testRollcall, type TestRollcall } from '../support/rollcall.ts'
import { visitorsOf } from '../support/visitors.ts'

let server: TestRollcall
let browser: TestBrowser
const visit = visitorsOf(() => browser)
beforeAll(async () => {
  server = await testRollcall({ dashboard: true, slugs: ['acme'] })
  browser = await testBrowser(server.url)
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

/** Somebody at another machine tries passwords, as whoever signs in by that address is seen. */
const refusedSignIn = (): Promise<Response> =>
  fetch(`${server.url}/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenant: 'acme', email: emailOf('member', 'acme'), password: 'not the right one' }),
  })

describe('an auditor', () => {
  it('follows what came from an address, from a refused sign-in to the session after it, by pointer and by keys', async () => {
    expect((await refusedSignIn()).status).toBe(401)
    const member = await server.signIn('acme', 'member')
    const page = await visit()
    await page.goto('/log?part=refused')
    await fillSignIn(page, 'acme', emailOf('auditor', 'acme'))
    const rows = page.getByRole('grid', { name: 'Log' }).getByRole('row')
    const refused = rows.filter({ hasText: 'wrong password' }).first()
    await refused.getByRole('button', { name: '127.0.0.1' }).click()
    await page.waitForURL(/filter=ip%3A127\.0\.0\.1|filter=ip:127\.0\.0\.1/)
    await page.getByRole('link', { name: 'All', exact: true }).click()
    await rows.filter({ hasText: 'signed in' }).first().waitFor()

    await rows
      .filter({ hasText: /Member.*signed in|signed in/ })
      .first()
      .locator('.in-what')
      .click()
    const panel = page.getByRole('complementary', { name: /^Event #/ })
    await panel.getByText('Everything that belongs to this').waitFor()
    const link = page.url()
    expect(link).toContain('entry=')
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    // The link shows a colleague the same event.
    await page.goto(link)
    await panel.getByText('As JSON').waitFor()
    await page.keyboard.press('Escape')

    await page.goto('/overview')
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('l')
    await page.getByRole('heading', { name: 'Log', level: 1 }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('type:LoginFailed')
    await page.keyboard.press('Enter')
    await eventually(async () => {
      expect(await rows.filter({ hasText: 'signed in' }).count()).toBe(0)
      expect(await rows.filter({ hasText: 'wrong password' }).count()).toBeGreaterThan(0)
    })
    // What happens meanwhile comes by itself, where the filter finds it.
    await page.mouse.move(0, 0)
    const before = await rows.filter({ hasText: 'wrong password' }).count()
    expect((await refusedSignIn()).status).toBe(401)
    await eventually(async () => expect(await rows.filter({ hasText: 'wrong password' }).count()).toBe(before + 1))
    expect((await member.get('/v1/log')).status).toBe(403)
  })
})
