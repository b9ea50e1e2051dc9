import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const checker = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe objects to, in shadow trees too: the rule, and the first element that breaks it. */
export const violations = async (page: Page): Promise<string[]> => {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(checker)
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
    }
    const found = await axe.run()
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`)
  })
}

/** How far a page is wider than its window. Pixels. */
export const sideways = (page: Page): Promise<number> =>
  page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth))

const usual = { width: 1440, height: 900 }
const looks = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [usual, { width: 390, height: 844 }].map((size) => ({ colorScheme, size })),
)
/** A folder for pictures, where somebody wants to look at them. */
const folder = process.env['SCREENSHOTS']

/** What the page shows now fits and can be read by everybody: in both themes, on a desk and on a phone. */
export const everyLook = async (page: Page, name: string): Promise<void> => {
  const before = page.viewportSize() ?? usual
  for (const { colorScheme, size } of looks) {
    // Without motion no colour is on its way from one theme to the other.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.setViewportSize(size)
    const look = `${name}-${colorScheme}-${size.width}`
    if (folder !== undefined) await page.screenshot({ path: join(folder, `${look}.png`) })
    const found = { look, sideways: await sideways(page), violations: await violations(page) }
    expect(found).toEqual({ look, sideways: 0, violations: [] })
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
  await page.setViewportSize(before)
}
