import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { fillSignIn, testBrowser, type TestBrowser } from '../support/browser.ts'
import { emailOf, testRollcall, type TestRollcall } from '../support/rollcall.ts'
import { visitorsOf } from '../support/visitors.ts'

let server: TestRollcall
let browser: TestBrowser
const visit = visitorsOf(() => browser)
const as = async (role: 'admin' | 'analyst' | 'member', path: string, options: BrowserContextOptions = {}) => {
  const page = await visit(options)
  await page.goto(path)
  await fillSignIn(page, 'acme', emailOf(role, 'acme'))
  return page
}
const from = (address: string): BrowserContextOptions => ({ extraHTTPHeaders: { 'x-forwarded-for': address } })
const shot = (page: Page, name: string) =>
  process.env['SHOTS'] === undefined ? undefined : page.screenshot({ path: `${process.env['SHOTS']}/${name}.png` })
beforeAll(async () => {
  const environment = { TRUSTED_PROXIES: '127.0.0.0/8,::1' }
  server = await testRollcall({ dashboard: true, slugs: ['acme'], environment })
  browser = await testBrowser(server.url)
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})
const refusedSignIn = async (page: Page) => {
  await fillSignIn(page, 'acme', emailOf('member', 'acme'))
  await page.getByText('That is not right. Check tenant, e-mail and password.').waitFor()
}

describe('an analyst', () => {
  it(
    'holds a person after a forced logout, who cannot come back until an admin lifts it',
    { timeout: 120_000 },
    async () => {
      const theirs = await as('member', '/me')
      await theirs.getByRole('heading', { name: 'Where you are signed in' }).waitFor()
      const kept = await theirs.context().storageState()

      const page = await as('analyst', `/sessions?filter=${encodeURIComponent(`user:${emailOf('member', 'acme')}`)}`)
      await page.getByRole('row').filter({ hasText: 'Live' }).first().getByRole('checkbox').check()
      await page
        .getByRole('button', { name: /^Force logout/ })
        .first()
        .click()
      await page.getByLabel(/^Reason/).fill('a stolen laptop')
      await page.getByRole('button', { name: 'Force logout 1 session' }).click()
      await page.getByRole('button', { name: 'Hold member of acme…' }).click()
      const dialog = page.getByRole('dialog', { name: 'Hold member of acme' })
      await dialog.getByLabel(/^Reason/).fill('until we have spoken')
      await dialog.getByLabel(/^Message/).fill('Call us: 555-0100.')
      await shot(page, 'hold-dialog')
      await dialog.getByRole('button', { name: /^Hold/ }).click()
      await page.getByText('member of acme is held.').waitFor()
      await shot(page, 'logout-result')

      await theirs.getByRole('heading', { name: 'You were signed out' }).waitFor()
      const restarted = await visit({ storageState: kept })
      await restarted.goto('/me')
      await restarted.getByRole('button', { name: 'Sign in to another account' }).click()
      await refusedSignIn(restarted)

      await page.goto('/containment')
      const row = page.getByRole('row').filter({ hasText: 'member of acme' })
      await row.filter({ hasText: 'until we have spoken' }).waitFor()
      await row.getByText('An admin lifts it.').waitFor()
      const boss = await as('admin', '/containment')
      await shot(boss, 'containment')
      await boss.getByRole('button', { name: 'Lift the hold on member of acme' }).click()
      await boss.getByLabel(/^Reason/).fill('spoken')
      await boss.getByRole('button', { name: 'Lift', exact: true }).click()
      await boss.getByText('Nobody is held.').waitFor()
      await fillSignIn(restarted, 'acme', emailOf('member', 'acme'))
      await restarted.getByRole('heading', { name: 'Where you are signed in' }).waitFor()
    },
  )

  it('blocks an address, from which nobody signs in until it is lifted', async () => {
    const thief = await as('member', '/me', from('203.0.113.7'))
    await thief.getByRole('heading', { name: 'Where you are signed in' }).waitFor()
    const page = await as('admin', '/containment', from('198.51.100.4'))
    await page.getByText('Nothing is blocked.').waitFor()
    await page.getByRole('button', { name: 'Block a way in' }).click()
    const dialog = page.getByRole('dialog', { name: 'Block a way in' })
    await dialog.getByLabel('Address', { exact: true }).fill('198.51.100.4')
    await dialog.getByText('This is how you came in yourself').waitFor()
    await dialog.getByLabel('Address', { exact: true }).fill('203.0.113.7')
    await dialog.getByRole('link', { name: '1 live session' }).waitFor()
    await dialog.getByLabel(/^Reason/).fill('guessing passwords')
    await shot(page, 'block-dialog')
    await dialog.getByRole('button', { name: 'Block and end 1 session' }).click()
    await page.getByRole('row').filter({ hasText: '203.0.113.7' }).filter({ hasText: 'guessing passwords' }).waitFor()

    await thief.getByRole('heading', { name: 'You were signed out' }).waitFor()
    const again = await visit(from('203.0.113.7'))
    await again.goto('/me')
    await refusedSignIn(again)
    const elsewhere = await as('member', '/me', from('203.0.113.8'))
    await elsewhere.getByRole('heading', { name: 'Where you are signed in' }).waitFor()

    await page.getByRole('button', { name: 'Lift the block of 203.0.113.7' }).click()
    await page.getByLabel(/^Reason/).fill('over')
    await page.getByRole('button', { name: 'Lift', exact: true }).click()
    await page.getByText('Nothing is blocked.').waitFor()
    await fillSignIn(again, 'acme', emailOf('member', 'acme'))
    await again.getByRole('heading', { name: 'Where you are signed in' }).waitFor()
  })
})
