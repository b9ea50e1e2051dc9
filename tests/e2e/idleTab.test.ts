import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillSignIn, testBrowser, type TestBrowser } from '../support/browser.ts'
import { emailOf, testRollcall, type TestRollcall } from '../support/rollcall.ts'

let server: TestRollcall
let browser: TestBrowser
beforeAll(async () => {
  server = await testRollcall({ dashboard: true, slugs: ['acme'] })
  browser = await testBrowser(server.url)
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

const idleSeconds = 20
const untilThen = { timeout: (idleSeconds + 10) * 1000 }

/** Asks for a short idle limit when somebody signs in, as an application may. */
const signInBriefly = async (page: Page): Promise<void> => {
  await page.route('**/v1/auth/login', (route) =>
    route.continue({ postData: JSON.stringify({ ...route.request().postDataJSON(), lifetime: { idleSeconds } }) }),
  )
  await page.goto('/sessions')
  await fillSignIn(page, 'acme', emailOf('analyst', 'acme'))
}

const warning = (page: Page) =>
  page.getByRole('alert').filter({ hasText: /You will be signed out at \d\d:\d\d because nobody used this tab\./ })

const refreshesOf = (page: Page) => {
  const active: unknown[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/v1/auth/refresh')) active.push(request.postDataJSON().active)
  })
  return active
}

// Both wait for most of their time.
describe.concurrent('a tab that nobody uses', () => {
  it('says so in all tabs of the browser, goes on by the keyboard, and then is signed out', async () => {
    const { page, errors } = await browser.visit()
    await signInBriefly(page)
    await page.getByRole('grid', { name: 'Sessions' }).waitFor()
    const other = await page.context().newPage()
    const refreshes = refreshesOf(other)
    await other.goto('/overview')

    await Promise.all([warning(page).waitFor(untilThen), warning(other).waitFor(untilThen)])
    await warning(page).getByRole('button', { name: 'Stay signed in' }).focus()
    await page.keyboard.press('Enter')
    await Promise.all([warning(page).waitFor({ state: 'hidden' }), warning(other).waitFor({ state: 'hidden' })])

    await warning(other).waitFor(untilThen)
    for (const each of [page, other])
      await each.getByText('This session was not used for a while and ended').waitFor(untilThen)
    const [opening, ...byTimer] = refreshes
    expect(opening).toBe(true)
    expect(byTimer).not.toContain(true)
    expect(errors).toEqual([])
  })

  it('stays signed in while somebody moves the pointer', async () => {
    const { page } = await browser.visit()
    await signInBriefly(page)
    await page.getByRole('grid', { name: 'Sessions' }).waitFor()
    const until = Date.now() + (idleSeconds + 5) * 1000
    while (Date.now() < until) {
      await page.mouse.move(700, 5 + (Date.now() % 20))
      await page.waitForTimeout(500)
      expect(await warning(page).count()).toBe(0)
    }
    await page.getByRole('grid', { name: 'Sessions' }).waitFor()
  })
})
