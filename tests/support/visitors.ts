import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterEach, expect } from 'vitest'
import type { TestBrowser, Visitor } from './browser.ts'

/**
 * The people who come to the pages in a file's tests, each with a browser profile of their own, which is closed after the test. None may have
 * asked another host for anything or met an error.
 */
export const visitorsOf = (browser: () => TestBrowser): ((options?: BrowserContextOptions) => Promise<Page>) => {
  const visitors: Visitor[] = []
  afterEach(async () => {
    const seen = visitors.splice(0)
    await Promise.all(seen.map(({ page }) => page.context().close()))
    expect(seen.flatMap(({ foreign }) => foreign)).toEqual([])
    expect(seen.flatMap(({ errors }) => errors)).toEqual([])
  })
  return async (options = {}) => {
    const visitor = await browser().visit(options)
    visitors.push(visitor)
    return visitor.page
  }
}
