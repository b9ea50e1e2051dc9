import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changePolicy } from '../support/changedPolicy.ts'
import { fillSignIn, testBrowser, type TestBrowser } from '../support/browser.ts'
import { emailOf, testRollcall, type TestRollcall } from '../support/rollcall.ts'
import { everyLook } from './everyLook.ts'

let server: TestRollcall
let browser: TestBrowser
beforeAll(async () => {
  server = await testRollcall({ dashboard: true, slugs: ['acme'] })
  browser = await testBrowser(server.url)
}, 300_000)
afterAll(async () => {
  await browser.close()
  await server.stop()
})

const patience = { timeout: 30_000 }
const signIn = async (): Promise<Page> => {
  const { page } = await browser.visit()
  page.setDefaultTimeout(patience.timeout)
  await page.goto('/me')
  await fillSignIn(page, 'acme', emailOf('member', 'acme'))
  return page
}
const thisDevice = (page: Page) => page.getByText('This device').first()

describe('somebody who has as many sessions as the rules allow', () => {
  it('chooses which end, and goes on without the password', async () => {
    await changePolicy(server.rollcall.tenants, server.tenantId('acme'), {
      limits: { perPerson: 2, whenReached: 'refuse' },
    })
    const [first, second] = [await signIn(), await signIn()]
    await thisDevice(first).waitFor()
    await thisDevice(second).waitFor()

    const third = await signIn()
    await third.getByRole('heading', { name: 'Choose what to sign out' }).waitFor()
    const boxes = third.getByRole('group', { name: 'Your sessions' }).getByRole('checkbox')
    expect(await boxes.count()).toBe(2)
    await everyLook(third, 'session-limit')
    // The one used least recently is suggested.
    expect(await boxes.nth(1).isChecked()).toBe(true)
    // By the keyboard alone, from the heading on.
    const press = async (...keys: string[]) => {
      for (const key of keys) await third.keyboard.press(key)
    }
    await press('Tab', 'Tab', 'Space')
    await third.getByRole('button', { name: 'Choose 1 session' }).waitFor()
    await press('Space')
    await third.getByRole('button', { name: 'End 1 session and sign in' }).waitFor()
    await press('Tab', 'Enter')
    await thisDevice(third).waitFor()

    await first.getByText('You signed in on another device, which ended this session').waitFor()
    await second.reload()
    await thisDevice(second).waitFor()
  })

  it('goes back to the form where they keep them', async () => {
    const page = await signIn()
    await page.getByRole('button', { name: 'Keep them and go back' }).click()
    expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('')
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
  })
})
