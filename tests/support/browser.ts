import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
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

/** Debian's Chromium on pages of `url`. */
export const testBrowser = async (url: string): Promise<TestBrowser> => {
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error('No Chromium: install it or set CHROMIUM to its path')
  const browser: Browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
  })
  return {
    async visit(options = {}) {
      const context = await browser.newContext({ baseURL: url, viewport: { width: 1440, height: 900 }, ...options })
      context.setDefaultTimeout(45_000)
      return watch(await context.newPage(), new URL(url).host)
    },
    close: () => browser.close(),
  }
}

export const fillSignIn = async (page: Page, tenant: string, email: string, typed = password): Promise<void> => {
  await page.getByLabel('Tenant').fill(tenant)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(typed)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}
