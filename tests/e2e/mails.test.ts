import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillSignIn, testBrowser, type TestBrowser } from '../support/browser.ts'
import { httpClient } from '../support/httpClient.ts'
import { emailOf, password, testRollcall, type TestRollcall } from '../support/rollcall.ts'
import { visitorsOf } from '../support/visitors.ts'

let server: TestRollcall
let browser: TestBrowser
const visit = visitorsOf(() => browser)
const operator = async (path: string): Promise<Page> => {
  const page = await visit()
  await page.goto(path)
  await fillSignIn(page, 'system', emailOf('operator', 'system'))
  return page
}
beforeAll(async () => {
  server = await testRollcall({ dashboard: true, slugs: ['acme'], environment: { MAILBOX: 'on' } })
  browser = await testBrowser(server.url)
}, 300_000)
afterAll(async () => {
  await browser.close()
  await server.stop()
})
const chosen = 'some words that go nowhere'
/** The address in the newest mail with that subject to that person. */
const linkInMail = async (mailbox: Page, subject: string, email: string): Promise<string> => {
  const mail = mailbox
    .getByRole('article')
    .filter({ has: mailbox.getByRole('heading', { name: subject }) })
    .filter({ hasText: email })
    .first()
  await mail.waitFor({ timeout: 90_000 })
  return (await mail.getByRole('link').first().getAttribute('href'))!
}
const choosePassword = async (link: string): Promise<Page> => {
  const page = await visit()
  await page.goto(link)
  await page.getByLabel('New password').fill(chosen)
  await page.getByRole('button', { name: 'Change password' }).click()
  await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor()
  return page
}

describe('somebody who has forgotten the password', { timeout: 300_000 }, () => {
  it('asks on the sign-in page, opens the link of the mail, and is in', async () => {
    const email = emailOf('analyst', 'acme')
    const page = await visit()
    await page.goto('/')
    await page.getByRole('link', { name: 'Forgot your password?' }).click()
    await page.getByLabel('Tenant').fill('acme')
    await page.getByLabel('E-mail').fill(email)
    await page.getByRole('button', { name: 'Mail me a link' }).click()
    await page.getByRole('heading', { name: 'Look into your mails' }).waitFor()

    const mailbox = await operator('/tenants')
    await mailbox.getByRole('button', { name: 'Your menu' }).first().click()
    await mailbox.getByRole('menuitem', { name: 'Mailbox' }).click()
    const reset = await choosePassword(await linkInMail(mailbox, 'Choose a new password', email))
    expect(await reset.getByLabel('E-mail').inputValue()).toBe(email)
    await reset.getByLabel('Password', { exact: true }).fill(chosen)
    await reset.getByRole('button', { name: 'Sign in', exact: true }).click()
    await reset.getByRole('heading', { name: 'Overview' }).waitFor()
  })
})

describe('somebody who is told of a sign-in that was not theirs', { timeout: 300_000 }, () => {
  it('secures the account, chooses a new password, and is in; whoever it was is out', async () => {
    const email = emailOf('member', 'acme')
    const signInFrom = (id: string) =>
      httpClient(server.url).post('/v1/auth/login', {
        tenant: 'acme',
        email,
        password,
        client: 'mobile',
        device: { id, name: `Phone ${id}` },
      })
    for (let times = 0; times < 3; times += 1) await signInFrom('mine')
    const { accessToken } = (await signInFrom('stranger')).body as { accessToken: string }

    const mailbox = await operator('/mailbox')
    const page = await visit()
    await page.goto(await linkInMail(mailbox, 'New sign-in to acme', email))
    await page.getByRole('heading', { name: 'Was this you?' }).waitFor()
    expect(new URL(page.url()).hash).toBe('')
    await page.getByText('Phone stranger').waitFor()
    await page.getByRole('button', { name: 'No, secure my account' }).click()
    await page.getByRole('heading', { name: 'Your account is secured' }).waitFor()

    const thief = httpClient(server.url, { authorization: `Bearer ${accessToken}` })
    expect((await thief.get('/v1/me')).status).toBe(401)
    expect((await signInFrom('mine')).status).toBe(401)
    const reset = await choosePassword(await linkInMail(mailbox, 'Choose a new password', email))
    await reset.getByLabel('Password', { exact: true }).fill(chosen)
    await reset.getByRole('button', { name: 'Sign in', exact: true }).click()
    await reset.getByRole('heading', { name: 'Where you are signed in' }).waitFor()
  })
})

describe('an admin', { timeout: 300_000 }, () => {
  it('sees what became of mails, and that an invite is mailed', async () => {
    const page = await visit()
    await page.goto('/people')
    await fillSignIn(page, 'acme', emailOf('admin', 'acme'))
    await page.getByRole('button', { name: 'Invite a person' }).click()
    const dialog = page.getByRole('dialog', { name: 'Invite a person' })
    await dialog.getByLabel('E-mail').fill('new@acme.test')
    await dialog.getByRole('button', { name: 'Make the link' }).click()
    await dialog.getByText('It is being mailed too').waitFor()
    await dialog.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('link', { name: 'Mails' }).click()
    await page.getByRole('listitem').filter({ hasText: 'new@acme.test' }).getByText('Sent').waitFor({ timeout: 60_000 })
  })
})
