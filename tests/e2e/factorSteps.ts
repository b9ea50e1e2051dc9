import type { CDPSession, Page } from 'playwright-core'
import { codeOf } from '../support/totpCodes.ts'

/** Where a passkey is kept. */
export type Kept = 'internal' | 'usb'
interface Authenticator {
  cdp: CDPSession
  authenticatorId: string
}

/** An authenticator of the browser's own: built in, or a key at its socket. */
export const plugIn = async (page: Page, transport: Kept): Promise<Authenticator> => {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport,
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return { cdp, authenticatorId }
}

/** Codes of one app; each step's is good once, so the next one is taken, which the server accepts too. */
const appOf = (secret: string) => {
  let last = 0
  return () => {
    last = Math.max(Date.now(), last + 30_000)
    return codeOf(secret, last)
  }
}

/** Ticks that the codes are kept, and goes on. Answers them. */
export const keepCodes = async (page: Page, goOn: string): Promise<string[]> => {
  const list = page.getByRole('list', { name: 'Recovery codes' })
  await list.waitFor()
  const codes = await list.getByRole('listitem').allInnerTexts()
  await page.getByRole('checkbox', { name: 'I have kept them' }).check()
  await page.getByRole('button', { name: goOn, exact: true }).click()
  return codes
}

/** Takes the app's secret over and shows the first code. */
export const addApp = async (page: Page): Promise<() => string> => {
  const secret = (await page.locator('form .code').first().innerText()).replaceAll(/\s/g, '')
  const code = appOf(secret)
  await page.getByLabel('Code that the app shows').fill(code())
  await page.getByRole('button', { name: 'Add the app' }).click()
  return code
}

export const addPasskey = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByRole('button', { name: 'Add the passkey' }).click()
}
