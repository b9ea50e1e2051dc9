import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core'
import { findChromium } from './chromium.mjs'
import { password } from './rollcall.ts'

export interface Visitor {
  page: Page
  /** Addresses of other hosts that the page asked for, and errors it met. */
  foreign: string[]
  errors: string[]
}

export interface TestBrowser {
  /** A browser profile of its own. */
  visit: (options?: BrowserContextOptions) => Promise<Visitor>
  close: () => Promise<void>
}

const watch = (page: Page, origin: string): Visitor => {
  const visitor: Visitor = { page, foreign: [], errors: [] }
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (url.host !== origin && url.protocol !== 'data:' && url.protocol !== 'blob:') visitor.foreign.push(request.url())
  })
  page.on('pageerror', (error) => visitor.errors.push(error.message))
  return visitor
}

/** Debian's Chromium. */
const launching = () => {
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error('No Chromium: install it or set CHROMIUM to its path')
  return {
    executablePath,
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
  }
}
const onPagesOf = (url: string) => ({ baseURL: url, viewport: { width: 1440, height: 900 } })
const newPage = async (context: BrowserContext, url: string): Promise<Visitor> => {
  context.setDefaultTimeout(45_000)
  return watch(await context.newPage(), new URL(url).host)
}

/** A browser on pages of `url`. */
export const testBrowser = async (url: string): Promise<TestBrowser> => {
  const browser: Browser = await chromium.launch(launching())
  return {
    visit: async (options = {}) => newPage(await browser.newContext({ ...onPagesOf(url), ...options }), url),
    close: () => browser.close(),
  }
}

/**
 * A browser whose profile is in this folder. To close its context and open it again is to start the browser anew: what outlives it, such
 * as cookies that are kept, is on the disk.
 */
export const openProfile = async (url: string, folder: string): Promise<Visitor> =>
  newPage(await chromium.launchPersistentContext(folder, { ...launching(), ...onPagesOf(url) }), url)

export const fillSignIn = async (page: Page, tenant: string, email: string, typed = password): Promise<void> => {
  await page.getByLabel('Tenant').fill(tenant)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(typed)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}
