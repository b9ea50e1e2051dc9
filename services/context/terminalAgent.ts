import type { Agent } from './ownApp.ts'

/** `curl/8.5.0`, `Wget/1.24`, `python-requests/2.32`, `acme-cli/3.1 (linux; x64)`: a product alone, no browser's preamble. */
const pattern = /^([A-Za-z][A-Za-z0-9_-]{0,39})(?:\/(\d+)[\w.+-]*)?(?: \(([^)]{0,200})\))?(?: \S+)*$/
const tools =
  /^(?:curl|wget|httpie|xh|python|python-requests|python-urllib|aiohttp|go-http-client|node|node-fetch|undici|axios|okhttp|java|ruby|perl|powershell|libwww-perl|postmanruntime|insomnia|deno|bun|.+-(?:cli|shell))$/i

const systems: readonly (readonly [RegExp, string])[] = [
  [/\b(?:macos|darwin)\b/i, 'macOS'],
  [/\bwin(?:dows|32|64)?\b/i, 'Windows'],
  [/\blinux\b/i, 'Linux'],
]

/** Reads the user agent of a command-line tool or a script; null when it is neither. */
export const terminalAgent = (userAgent: string): Agent | null => {
  const [, product = '', major, comment = ''] = pattern.exec(userAgent) ?? []
  if (!tools.test(product)) return null
  const os = systems.find(([sign]) => sign.test(comment))?.[1] ?? null
  return { browser: [product, major].filter((part) => part !== undefined).join(' '), os, type: 'terminal' }
}
