import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillSignIn, testBrowser, type TestBrowser, type Visitor } from '../support/browser.ts'
import { type Fleet, testFleet } from '../support/fleet.ts'
import { emailOf } from '../support/rollcall.ts'

let fleet: Fleet
let browser: TestBrowser
let visitor: Visitor
beforeAll(async () => {
  fleet = await testFleet()
  await Promise.all([fleet.start(['api']), fleet.start(['realtime']), fleet.start(['projector', 'sweeper'])])
  browser = await testBrowser(fleet.url)
})
afterAll(async () => {
  await browser.close()
  await fleet.end()
})

const rows = (page: Page, text: string) =>
  page.getByRole('grid', { name: 'Sessions' }).getByRole('row').filter({ hasText: text })
const isLive = (page: Page) => page.getByRole('status').filter({ hasText: 'Live' }).first().waitFor()

describe('a page on processes by role', () => {
  it('is live, and stays so while every process is replaced', async () => {
    visitor = await browser.visit()
    const { page } = visitor
    await page.goto('/sessions')
    await fillSignIn(page, 'acme', emailOf('analyst', 'acme'))
    await page.mouse.move(0, 0)
    await rows(page, emailOf('analyst', 'acme')).first().waitFor()
    await isLive(page)
    for (const old of fleet.processes()) {
      const next = await fleet.start(old.roles)
      expect(await old.stop()).toBe(0)
      expect(next.child.exitCode).toBeNull()
    }
    await isLive(page)
    await fleet.signIn('acme', 'member', { client: 'mobile' })
    await rows(page, emailOf('member', 'acme')).first().waitFor()
    const admin = await fleet.signIn('acme', 'admin')
    const userId = fleet.userId('acme', 'analyst')
    await admin.post(`/v1/users/${userId}/revoke-sessions`, { reason: 'left', message: 'Ask at the desk' })
    await page.getByText('Ask at the desk').first().waitFor()
    expect(visitor.errors).toEqual([])
    expect(visitor.foreign).toEqual([])
  }, 240_000)
})
