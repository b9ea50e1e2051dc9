import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { fillSignIn, openProfile, testBrowser, type TestBrowser } from '../support/browser.ts'
import { emailOf, password, testRollcall, type TestRollcall } from '../support/rollcall.ts'

let server: TestRollcall
let browser: TestBrowser
const pages: Page[] = []
const profiles: string[] = []

beforeAll(async () => {
  server = await testRollcall({ dashboard: true, slugs: ['acme'] })
  browser = await testBrowser(server.url)
})
afterAll(async () => {
  await browser.close()
  await server.stop()
  await Promise.all(profiles.map((profile) => rm(profile, { recursive: true, force: true })))
})
afterEach(async () => {
  await Promise.all(pages.splice(0).map((page) => page.context().close()))
})

const visit = async (): Promise<Page> => {
  const { page } = await browser.visit()
  pages.push(page)
  return page
}
const signedIn = async (path: string, role: 'member' | 'analyst' = 'member'): Promise<Page> => {
  const page = await visit()
  await page.goto(path)
  await fillSignIn(page, 'acme', emailOf(role, 'acme'))
  return page
}

const asked = `/sessions?filter=${encodeURIComponent('user:analyst*')}`
const list = (page: Page) => page.getByRole('grid', { name: 'Sessions' })

const signInThenRestart = async (isKept: boolean): Promise<Page> => {
  const profile = await mkdtemp(join(tmpdir(), 'rollcall-profile-'))
  profiles.push(profile)
  const { page } = await openProfile(server.url, profile)
  await page.goto('/sessions')
  if (isKept) await page.getByRole('checkbox', { name: 'Keep me signed in' }).check()
  await fillSignIn(page, 'acme', emailOf('analyst', 'acme'))
  await list(page).waitFor()
  await page.context().close()
  const { page: again } = await openProfile(server.url, profile)
  pages.push(again)
  await again.goto(asked)
  return again
}

describe('after a restart of the browser', () => {
  it('a person who is kept signed in is at the page asked for, with its filter', async () => {
    const page = await signInThenRestart(true)
    await list(page).waitFor()
    expect(decodeURIComponent(page.url())).toContain('filter=user:analyst*')
  })

  it('anybody else signs in again, and is then at the page asked for', async () => {
    const page = await signInThenRestart(false)
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await list(page).waitFor()
    expect(decodeURIComponent(page.url())).toContain('filter=user:analyst*')
  })
})

describe('in the settings', () => {
  it('a name, a theme and a time zone hold in another browser too', async () => {
    const page = await signedIn('/settings/profile')
    await page.getByLabel('Name', { exact: true }).fill('Mia Member')
    await page.getByRole('button', { name: 'Save name' }).click()
    await page.getByText('Saved.').waitFor()
    await page.getByRole('link', { name: 'Times and look' }).click()
    await page.getByLabel('Time zone').selectOption('Asia/Tokyo')
    await page.getByText('Saved.').waitFor()
    await page.getByLabel('Theme').selectOption('dark')
    await page.getByText('Saved.').waitFor()
    const other = await signedIn('/settings/display')
    await expect.poll(() => other.getByLabel('Time zone').inputValue()).toBe('Asia/Tokyo')
    expect(await other.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark')
    await other.getByRole('link', { name: 'Profile' }).click()
    expect(await other.getByLabel('Name', { exact: true }).inputValue()).toBe('Mia Member')
  })

  it('a new password ends the session of the other browser and keeps this one', async () => {
    const [here, there] = [await signedIn('/settings/password'), await signedIn('/me')]
    await there.getByText('This device').first().waitFor()
    const change = async (current: string, next: string) => {
      await here.getByLabel('Present password').fill(current)
      await here.getByLabel('New password').fill(next)
      await here.getByRole('button', { name: 'Change password' }).click()
    }
    const next = 'another staple of horses'
    await change(password, next)
    await there
      .getByText(/signed you out|signed out/i)
      .first()
      .waitFor()
    await here.getByText('Changed. Your other sessions have ended.').waitFor()
    await here.getByRole('link', { name: 'Security activity' }).click()
    await here.getByText('You changed your password').first().waitFor()
    await here.getByRole('link', { name: 'Session log' }).click()
    await here.getByText('You signed in').first().waitFor()
    await here.getByRole('link', { name: 'Password' }).click()
    await change(next, password)
    await here.getByText('Changed.', { exact: false }).waitFor()
  })

  it('a new address is confirmed by its link, and the page goes on', async () => {
    const page = await signedIn('/settings/email')
    await page.getByText(emailOf('member', 'acme')).first().waitFor()
    const { commands, directory, linkToken } = server.rollcall.tenants
    const about = { tenantId: server.tenantId('acme'), userId: server.userId('acme', 'member') }
    await commands.offerEmailChange(
      { ...about, email: 'mia@new.test', password },
      { actor: { kind: 'user', id: about.userId }, correlationId: crypto.randomUUID(), context: null },
    )
    await page.reload()
    await page.getByText('mia@new.test').waitFor()
    const { secretId } = (await directory.person(about.tenantId, about.userId))!.emailChange!
    const theirs = await visit()
    await theirs.goto(`/confirm-email#${linkToken({ ...about, secretId })}`)
    await theirs.getByRole('button', { name: 'Use this address' }).click()
    await theirs.getByRole('heading', { name: 'Your address is confirmed' }).waitFor()
    expect(new URL(theirs.url()).hash).toBe('')
    await page.reload()
    await page.getByText('You sign in with mia@new.test').waitFor()
    await theirs.getByRole('link', { name: 'Go on' }).click()
    await fillSignIn(theirs, 'acme', 'mia@new.test')
    await theirs.getByText('This device').first().waitFor()
  })
})
