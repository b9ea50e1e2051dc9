import { hostname } from 'node:os'
import { pid } from 'node:process'
import type { GuardOptions } from './guard.ts'

const namePattern = /^[\w.:@/-]{1,64}$/
const versionPattern = /^[\w.+-]{1,32}$/

const ownName = (): string =>
  `${hostname()
    .replaceAll(/[^\w.-]/g, '-')
    .slice(0, 50)}-${pid}`

const realClock = { now: Date.now, monotonic: () => performance.now() }

const require = (holds: boolean, mistake: string): void => {
  if (!holds) throw new TypeError(`createGuard: ${mistake}`)
}

/** What was given, checked, and what stands for what was not. @throws TypeError that names the option */
export const guardSettings = (options: GuardOptions) => {
  const { baseUrl, audience, apiKey, version, name = ownName(), staleAfterSeconds = 5 } = options
  const audiences = [audience].flat()
  require(/^https?:\/\/[^/?#]/.test(baseUrl), 'baseUrl takes the address of Rollcall')
  require(audiences.length > 0 && audiences.every(Boolean), 'audience takes that of your application')
  require(Boolean(apiKey), 'apiKey takes an API key')
  require(namePattern.test(name), 'name takes letters, digits and . _ : @ / -')
  require(version === undefined || versionPattern.test(version), 'version takes letters, digits and . _ + -')
  require(staleAfterSeconds >= 2 && staleAfterSeconds <= 60, 'staleAfterSeconds takes 2 to 60')
  const {
    issuer = baseUrl.replace(/\/+$/, ''),
    mostRemembered = 50_000,
    fetch = globalThis.fetch,
    clock = realClock,
  } = options
  return {
    ...options,
    audiences,
    issuer,
    self: { guard: name, ...(version === undefined ? {} : { version }) },
    staleAfterMs: staleAfterSeconds * 1000,
    mostRemembered,
    fetch,
    clock,
  }
}
