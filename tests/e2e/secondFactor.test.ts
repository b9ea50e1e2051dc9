import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { fillSignIn, testBrowser, type TestBrowser } from '../support/browser.ts'
import { httpClient } from '../support/httpClient.ts'
import { emailOf, password, testRollcall, type TestRollcall } from '../support/rollcall.ts'
import { everyLook } from './everyLook.ts'
import { addApp, addPasskey, keepCodes, type Kept, plugIn } from './factorSteps.ts'

let server: TestRollcall
let browser: TestBrowser
const pages: Page[] = []

beforeAll(async () => {
  server = await testRollcall({ dashboard: true, slugs: ['acme', 'globex', 'initech'] })
  browser = await testBrowser(server.url)
}, 120_000)
afterAll(async () => {
  await browser.close()
  await server.stop()
})
afterEach(async () => {
  await Promise.all(pages.splice(0).map((page) => page.context().close()))
})

const phone = { viewport: { width: 390, height: 844 } }
/** The browser's own authenticator takes what a form suggests at once, so most journeys have no suggestions. */
const suggestNothing = () => {
  PublicKeyCredential.isConditionalMediationAvailable = async () => false
}
const visit = async (
  options: Parameters<TestBrowser['visit']>[0] = {},
  { suggestsPasskeys = false } = {},
): Promise<Page> => {
  const { page } = await browser.visit(options)
  page.setDefaultTimeout(60_000)
  if (!suggestsPasskeys) await page.addInitScript(suggestNothing)
  pages.push(page)
  return page
}
const signedIn = async (
  slug: string,
  role: 'member' | 'analyst' | 'auditor',
  path = '/settings/factors',
  how: Parameters<typeof visit>[1] = {},
): Promise<Page> => {
  const page = await visit({}, how)
  await page.goto(path)
  await fillSignIn(page, slug, emailOf(role, slug))
  return page
}

const askToSignOut = async (page: Page): Promise<void> => {
  await page
    .getByRole('button', { name: /of (?:acme|globex|initech)/ })
    .first()
    .click()
  await page.getByRole('menuitem', { name: /sign out/i }).click()
}
const signOut = async (page: Page): Promise<void> => {
  await askToSignOut(page)
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
}
const isIn = (page: Page) => page.getByText('This device').first().waitFor()

describe('a code of an app', () => {
  it(
    'is added in the settings and asked for at the next sign-in; a recovery code does once too',
    { timeout: 240_000 },
    async () => {
      const page = await signedIn('acme', 'member')
      await page.getByText('Your password alone signs you in').waitFor()
      await page.getByRole('button', { name: 'Add an app for codes' }).click()
      const code = await addApp(page)
      const codes = await keepCodes(page, 'Done')
      expect(codes).toHaveLength(10)
      await page.getByText('Authenticator app').waitFor()

      const other = await visit(phone)
      await other.goto('/me')
      await fillSignIn(other, 'acme', emailOf('member', 'acme'))
      const field = other.getByLabel('Code', { exact: true })
      await field.fill('000 000')
      expect(await field.inputValue()).toBe('000000')
      await field.press('Enter')
      await other.getByText('4 tries are left').waitFor()
      await field.fill(code())
      await field.press('Enter')
      await isIn(other)

      const third = await visit()
      await third.goto('/me')
      await fillSignIn(third, 'acme', emailOf('member', 'acme'))
      await third.getByRole('button', { name: 'Use a recovery code' }).click()
      await third.getByLabel('Recovery code').fill(codes[0]!)
      await third.getByRole('button', { name: 'Sign in', exact: true }).click()
      await isIn(third)
      await third.goto('/settings/factors')
      await third.getByText('9 codes left').waitFor()
    },
  )
})

describe('a passkey', () => {
  it.each<Kept>(['internal', 'usb'])(
    'kept %s is a second factor, and signs in alone; a copy of it is refused',
    { timeout: 240_000 },
    async (transport) => {
      const role = transport === 'internal' ? 'auditor' : 'analyst'
      const page = await signedIn('globex', role)
      const { cdp, authenticatorId } = await plugIn(page, transport)
      await addPasskey(page, 'Blue key')
      await keepCodes(page, 'Done')
      await page.getByText('Blue key').waitFor()

      await signOut(page)
      await page.goto('/me')
      await fillSignIn(page, 'globex', emailOf(role, 'globex'))
      await page.getByRole('button', { name: 'Use the passkey' }).click()
      await isIn(page)

      await signOut(page)
      await page.goto('/me')
      await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
      await isIn(page)

      await signOut(page)
      const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId })
      const credential = credentials[0]!
      await cdp.send('WebAuthn.removeCredential', { authenticatorId, credentialId: credential.credentialId })
      await cdp.send('WebAuthn.addCredential', { authenticatorId, credential: { ...credential, signCount: 0 } })
      await page.goto('/me')
      await fillSignIn(page, 'globex', emailOf(role, 'globex'))
      await page.getByRole('button', { name: 'Use the passkey' }).click()
      await page.getByText('That passkey was not accepted.').waitFor()
    },
  )

  it('is offered for the form, and whoever chooses it there types nothing', { timeout: 240_000 }, async () => {
    const page = await signedIn('acme', 'analyst', '/settings/factors', { suggestsPasskeys: true })
    await plugIn(page, 'internal')
    await addPasskey(page, 'Laptop')
    await keepCodes(page, 'Done')
    await page.getByText('Laptop').waitFor()
    const entered = page.waitForResponse((answer) => new URL(answer.url()).pathname === '/v1/auth/passkey')
    await askToSignOut(page)
    expect((await entered).status()).toBe(200)
    await page.goto('/me')
    await isIn(page)
  })
})

const changeRules = async (slug: string, change: object): Promise<void> => {
  const admin = await server.signIn(slug, 'admin')
  const { body, headers } = await admin.get('/v1/policy')
  const { policy } = body as { policy: { secondFactor: object } }
  const changed = { ...policy, secondFactor: { ...policy.secondFactor, ...change } }
  const answer = await admin.send(
    'PUT',
    '/v1/policy',
    { policy: changed, confirm: 0 },
    { 'if-match': headers.get('etag')! },
  )
  expect(answer.status).toBe(200)
}

describe('a second factor that the rules want', () => {
  it('is added at sign-in, on a phone, before anybody is in', { timeout: 240_000 }, async () => {
    await changeRules('initech', { requiredFor: ['member'] })
    const page = await visit(phone)
    await page.goto('/me')
    await fillSignIn(page, 'initech', emailOf('member', 'initech'))
    await page.getByText('Your organisation wants a second factor').waitFor()
    await everyLook(page, 'sign-in-enrol')
    const here = page.getByRole('link', { name: 'Open in an app on this phone' })
    expect(await here.getAttribute('href')).toMatch(/^otpauth:\/\/totp\//)
    const refused = await httpClient(server.url).post('/v1/auth/login', {
      tenant: 'initech',
      email: emailOf('member', 'initech'),
      password,
    })
    expect(refused.body).toMatchObject({ code: 'second-factor-required', enrol: true })
    await addApp(page)
    await keepCodes(page, 'Sign in')
    await isIn(page)
  })
})

const makeCodes = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Make new codes' }).click()
  await page.getByRole('button', { name: 'Make new ones' }).click()
}

describe('a new proof of somebody with a second factor', () => {
  it(
    'takes the password and a code, or a passkey alone, and then does what was asked for',
    { timeout: 240_000 },
    async () => {
      await changeRules('initech', { trustedDeviceDays: 30 })
      const page = await signedIn('initech', 'auditor')
      await page.getByRole('button', { name: 'Add an app for codes' }).click()
      const code = await addApp(page)
      const [recoveryCode = ''] = await keepCodes(page, 'Done')
      await page.getByText('Authenticator app').waitFor()
      await signOut(page)
      await page.goto('/settings/factors')
      await fillSignIn(page, 'initech', emailOf('auditor', 'initech'))
      await page.getByRole('button', { name: 'Use a recovery code' }).click()
      await page.getByRole('checkbox', { name: 'Trust this device for 30 days' }).check()
      await page.getByLabel('Recovery code').fill(recoveryCode)
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await page.getByText('Authenticator app').waitFor()

      // From here on the browser signs in by the password alone, which is no proof for what is sensitive.
      await signOut(page)
      await page.goto('/settings/factors')
      await fillSignIn(page, 'initech', emailOf('auditor', 'initech'))
      await makeCodes(page)
      const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' })
      await dialog.getByLabel('Your password').fill(password)
      await dialog.getByRole('button', { name: 'Confirm', exact: true }).click()
      await dialog.getByLabel('Code', { exact: true }).fill('000000')
      await dialog.getByRole('button', { name: 'Confirm', exact: true }).click()
      await dialog.getByText('4 tries are left').waitFor()
      await dialog.getByLabel('Code', { exact: true }).fill(code())
      await dialog.getByRole('button', { name: 'Confirm', exact: true }).click()
      expect(await keepCodes(page, 'Done')).toHaveLength(10)
      await plugIn(page, 'internal')
      await addPasskey(page, 'Blue key')
      await page.getByText('Blue key').waitFor()

      await signOut(page)
      await page.goto('/settings/factors')
      await fillSignIn(page, 'initech', emailOf('auditor', 'initech'))
      await makeCodes(page)
      await dialog.getByRole('button', { name: 'Confirm with a passkey' }).click()
      expect(await keepCodes(page, 'Done')).toHaveLength(10)
    },
  )
})
