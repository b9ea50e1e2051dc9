import type { Agent } from './ownApp.ts'
import { systemOf } from './systems.ts'

/** `curl/8.5.0`, `Wget/1.24`, `python-requests/2.32`, `acme-cli/3.1 (linux; x64)`: a product alone, no browser's preamble. */
const pattern = /^([A-Za-z][A-Za-z0-9_-]{0,39})(?:\/(\d+)[\w.+-]*)?(?: \(([^)]{0,200})\))?(?: \S+)*$/
const tools =
  /^(?:curl|libcurl|wget|httpie|xh|python|python-requests|python-urllib|python-httpx|aiohttp|go-http-client|go-resty|node|node-fetch|undici|axios|got|superagent|java|java-http-client|apache-httpclient|ruby|faraday|php|guzzlehttp|perl|libwww-perl|lwp|reqwest|hyper|ureq|rest-client|postmanruntime|insomnia|bruno|deno|bun|aws-cli|aws-sdk-.+|git|.+-(?:cli|shell))$/i

/** PowerShell's agent begins like a browser's, so it has a pattern of its own. */
const powerShell = /\b(?:Windows)?PowerShell\/(\d+)/

/** Reads the user agent of a command-line tool or a script; null when it is neither. */
export const terminalAgent = (userAgent: string): Agent | null => {
  const shell = powerShell.exec(userAgent)
  if (shell !== null)
    return {
      browser: `PowerShell ${shell[1]}`,
      os: systemOf(userAgent)?.replace(/ \d+$/, '') ?? null,
      type: 'terminal',
    }
  const [, product = '', major, comment = ''] = pattern.exec(userAgent) ?? []
  if (!tools.test(product)) return null
  return {
    browser: [product, major].filter((part) => part !== undefined).join(' '),
    os: systemOf(comment),
    type: 'terminal',
  }
}
