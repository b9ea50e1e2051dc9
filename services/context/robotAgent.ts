import type { Agent } from './ownApp.ts'
import { systemOf } from './systems.ts'

/** Programs that drive a browser without a person. */
const automation: readonly (readonly [string, RegExp])[] = [
  ['Headless Chrome', /\bHeadlessChrome\/(\d+)/],
  ['Headless Edge', /\bHeadlessEdg\/(\d+)/],
  ['Lighthouse', /\bChrome-Lighthouse\b(?:\/(\d+))?/],
  ['PhantomJS', /\bPhantomJS\/(\d+)/],
  ['Cypress', /\bCypress\/(\d+)/],
  ['jsdom', /\bjsdom\/(\d+)/],
  ['Playwright', /\bPlaywright\/(\d+)/],
  ['Puppeteer', /\bPuppeteer\b(?:\/(\d+))?/],
  ['Selenium', /\bSelenium\b(?:\/(\d+))?/],
]

/** Crawlers and link previews call themselves so, by a product of their own: `bingbot/2.0`, `Bytespider`, `facebookexternalhit/1.1`. */
const crawler =
  /(?:^|[\s(;+,])((?:[A-Za-z][\w.-]*)?(?:bot|crawler|spider|slurp|externalhit|externalagent|inspectiontool)(?:[-_][A-Za-z][\w-]*)?|mediapartners-google|googleother(?:-\w+)?|feedfetcher-google|ia_archiver|skypeuripreview|vkshare|(?:chatgpt|perplexity|claude)-user)(?:[/ ]v?(\d+)|(?=[\s;),/]|$))/i
/** Cubot makes phones, so its name is no crawler's. */
const noCrawler = /^cubot/i

const named = (name: string, major: string | undefined): string => (major === undefined ? name : `${name} ${major}`)

/** Reads the user agent of automation, a crawler or a link preview; null when a person may have sent it. */
export const robotAgent = (userAgent: string): Agent | null => {
  for (const [name, sign] of automation) {
    const found = sign.exec(userAgent)
    if (found !== null) return { browser: named(name, found[1]), os: systemOf(userAgent), type: 'robot' }
  }
  const [, name, major] = crawler.exec(userAgent) ?? []
  if (name === undefined || noCrawler.test(name)) return null
  return { browser: named(name, major).slice(0, 100), os: null, type: 'robot' }
}
