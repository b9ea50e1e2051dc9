import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillSignIn, testBrowser, type TestBrowser } from '../support/browser.ts'
import { changePolicy } from '../support/changedPolicy.ts'
import { emailOf, testRollcall, type TestRollcall } from '../support/rollcall.ts'
import { everyLook } from './everyLook.ts'
import { addApp, addPasskey, keepCodes, plugIn } from './factorSteps.ts'

let server: TestRollcall
let browser: TestBrowser
let own: Page
let code: () => string
beforeAll(async () => {
  server = await testRollcall({ dashboard: true, slugs: ['acme'] })
  browser = await testBrowser(server.url)
  await changePolicy(server.rollcall.tenants, server.tenantId('acme'), {
    lifetimes: { remembered: { idleSeconds: 86_400, absoluteSeconds: null } },
    limits: { perPerson: 7, whenReached: 'refuse', perDeviceType: { mobile: 1 } },
    access: { countries: { allowed: null, blocked: ['KP'] } },
    binding: { to: 'country', whenBroken: 'step-up' },
    secondFactor: { trustedDeviceDays: 30 },
  })
  own = await signedIn('member', '/settings/factors')
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

const signedIn = async (role: 'admin' | 'member', path: string): Promise<Page> => {
  const { page } = await browser.visit()
  await page.goto(path)
  await fillSignIn(page, 'acme', emailOf(role, 'acme'))
  return page
}
const section = (page: Page, name: string) => page.getByRole('region', { name })

describe('the second factors of a person', () => {
  it('are none, then an app and its recovery codes, which are shown once', async () => {
    await own.getByText('Your password alone signs you in').waitFor()
    await everyLook(own, 'factors-none')
    await own.getByRole('button', { name: 'Add an app for codes' }).click()
    await own.getByLabel('Code that the app shows').fill('000000')
    await own.getByRole('button', { name: 'Add the app' }).click()
    await own.getByText('This is not the code that the app shows now.').waitFor()
    await everyLook(own, 'factors-app-wrong')
    code = await addApp(own)
    await own.getByRole('list', { name: 'Recovery codes' }).waitFor()
    await everyLook(own, 'factors-codes')
    await own.keyboard.press('Escape')
    await own.getByText('Nobody can look up the recovery codes once this is closed.').waitFor()
    await everyLook(own, 'factors-codes-lost')
    await own.getByRole('button', { name: 'Back to the recovery codes' }).click()
    await keepCodes(own, 'Done')
    await own.getByText('App for codes, added just now').waitFor()
    await everyLook(own, 'factors-one')
  })

  it('are several, each with its name; one goes in two steps, by the keyboard too', async () => {
    await plugIn(own, 'internal')
    await addPasskey(own, 'A laptop with a long name that somebody typed for whatever reason')
    const remove = own.getByRole('button', { name: /^Remove A laptop/ })
    await remove.waitFor()
    await remove.focus()
    await own.keyboard.press('Enter')
    await own.getByText('It cannot sign you in any more.').waitFor()
    await everyLook(own, 'factors-removing')
    await own.getByRole('button', { name: 'Keep it' }).focus()
    await own.keyboard.press('Enter')
    await own.getByRole('button', { name: 'Make new codes' }).click()
    await own.getByText('The codes that you have stop working at once.').waitFor()
    await everyLook(own, 'factors-new-codes')
    await own.getByRole('button', { name: 'Keep the old ones' }).click()
  })

  it('are asked for at sign-in, each in its own way; a trusted device is not asked again', async () => {
    const page = await signedIn('member', '/me')
    await page.getByRole('button', { name: 'Use a recovery code' }).waitFor()
    await everyLook(page, 'sign-in-factor')
    for (const way of ['Use a recovery code', 'Use a passkey', 'Use a code of your app']) {
      await page.getByRole('button', { name: way }).click()
      await everyLook(page, `sign-in-${way}`)
    }
    const field = page.getByLabel('Code', { exact: true })
    await field.fill('000000')
    await field.press('Enter')
    await page.getByText('4 tries are left').waitFor()
    await everyLook(page, 'sign-in-factor-wrong')
    await page.getByRole('checkbox', { name: 'Trust this device for 30 days' }).check()
    await field.fill(code())
    await field.press('Enter')
    await page.getByText('This device').first().waitFor()
    await own.reload()
    await section(own, 'Trusted devices').waitFor()
    await everyLook(own, 'factors-trusted')
  })

  it('begin again after five wrong codes, with what was typed', async () => {
    const page = await signedIn('member', '/me')
    const field = page.getByLabel('Code', { exact: true })
    for (const left of [
      '4 tries are left',
      '3 tries are left',
      '2 tries are left',
      'One try is left',
      'Too many wrong tries',
    ]) {
      await field.fill('000000')
      await field.press('Enter')
      await page.getByText(left).waitFor()
    }
    expect(await page.getByLabel('E-mail').inputValue()).toBe(emailOf('member', 'acme'))
    await everyLook(page, 'sign-in-factor-over')
  })

  it('begin again after five minutes, and say so', async () => {
    const { page } = await browser.visit()
    await page.clock.install()
    await page.goto('/me')
    await fillSignIn(page, 'acme', emailOf('member', 'acme'))
    await page.getByLabel('Code', { exact: true }).waitFor()
    await page.clock.fastForward('05:01')
    await page.getByText('That took too long. Type your password again.').waitFor()
    expect(await page.getByLabel('E-mail').inputValue()).toBe(emailOf('member', 'acme'))
  })

  it('are seen and taken away by an admin, which ends every session and says why', async () => {
    const page = await signedIn('admin', `/people/${server.userId('acme', 'member')}`)
    const card = section(page, 'Second factor')
    await card.getByText('App for codes').waitFor()
    await everyLook(page, 'person-factors')
    await card.getByRole('button', { name: 'Reset the second factor…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Reset the second factor of member of acme' })
    await dialog.getByLabel('Reason').fill('lost the phone')
    await everyLook(page, 'person-factors-reset')
    await dialog.getByRole('button', { name: 'Reset the second factor' }).click()
    await card.getByText(/^Reset\. \d+ sessions? ended\.$/).waitFor()
    await card.getByText('The password alone signs them in.').waitFor()
    await own.getByRole('heading', { name: /^You were signed out/ }).waitFor()
    await everyLook(own, 'signed-out-factors')
  })
})

describe('a member', () => {
  it('reads what the rules mean for them', async () => {
    const page = await signedIn('member', '/settings/rules')
    for (const sentence of [
      'With “Keep me signed in” it is after',
      'Above that you choose which one ends.',
      'Sign-ins are not taken from all countries.',
      'A device that you trust is not asked for 30 days.',
    ])
      await page.getByText(sentence).waitFor()
    await everyLook(page, 'rules-member')
  })
})
