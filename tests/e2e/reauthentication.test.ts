import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillSignIn, testBrowser, type TestBrowser } from '../support/browser.ts'
import { everyLook } from './everyLook.ts'
import { withOldProof } from '../support/oldProof.ts'
import { emailOf, password, testRollcall, type TestRollcall } from '../support/rollcall.ts'
import { visitorsOf } from '../support/visitors.ts'

let server: TestRollcall
let browser: TestBrowser
const visit = visitorsOf(() => browser)
beforeAll(async () => {
  server = await testRollcall({ dashboard: true, slugs: ['acme'], environment: { MAILBOX: 'on' } })
  browser = await testBrowser(server.url)
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

/** Somebody who signed in an hour ago. */
const longSignedIn = async (role: 'admin' | 'member', path: string): Promise<Page> => {
  const page = await visit()
  await withOldProof(page, server)
  await page.goto(path)
  await fillSignIn(page, 'acme', emailOf(role, 'acme'))
  return page
}
/** How a route was answered so far, each time it was asked. */
const answersOf = (page: Page, method: string, path: string): number[] => {
  const statuses: number[] = []
  page.on('response', (response) => {
    const isIt = response.request().method() === method && new URL(response.url()).pathname === path
    if (isIt) statuses.push(response.status())
  })
  return statuses
}
const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Confirm that it is you' })
const proveWith = async (page: Page, typed: string) => {
  await dialogOf(page).getByLabel('Your password').fill(typed)
  await dialogOf(page).getByRole('button', { name: 'Confirm' }).click()
}
const isFocused = async (locator: ReturnType<Page['locator']>) => {
  await expect.poll(() => locator.evaluate((element) => element === document.activeElement)).toBe(true)
}

describe('somebody who proved who they are long ago', () => {
  it('makes an API key after a wrong password and the right one: what was typed stays, and it is made once', async () => {
    const page = await longSignedIn('admin', '/applications/web')
    const answers = answersOf(page, 'POST', '/v1/api-keys')
    await page.getByRole('button', { name: 'Make a key' }).click()
    const form = page.getByRole('dialog', { name: 'Make an API key' })
    await form.getByLabel('Name').fill('nightly report')
    await form.getByRole('button', { name: 'Make the key' }).click()

    await dialogOf(page).getByText(emailOf('admin', 'acme')).waitFor()
    await isFocused(dialogOf(page).getByLabel('Your password'))
    await everyLook(page, 'step-up')
    await proveWith(page, 'not the password')
    await dialogOf(page).getByText('The password is wrong').waitFor()
    await isFocused(dialogOf(page).getByLabel('Your password'))
    await everyLook(page, 'step-up-wrong')
    await proveWith(page, password)
    await page.getByRole('dialog', { name: 'The new key' }).getByLabel('The key').waitFor()
    expect(answers).toEqual([401, 201])

    const { body } = await (await server.signIn('acme', 'admin')).get('/v1/api-keys')
    const { items } = body as { items: { name: string }[] }
    expect(items.filter(({ name }) => name === 'nightly report')).toHaveLength(1)
  })

  it('changes roles only once they confirm: who does not want to finds what they ticked, and nothing done', async () => {
    const userId = server.userId('acme', 'auditor')
    const page = await longSignedIn('admin', `/people/${userId}`)
    const answers = answersOf(page, 'PUT', `/v1/users/${userId}/roles`)
    const rolesNow = async () => {
      const { body } = await (await server.signIn('acme', 'admin')).get(`/v1/people/${userId}`)
      return (body as { roles: string[] }).roles
    }
    const analyst = page.getByRole('checkbox', { name: 'Analyst' })
    const save = page.getByRole('button', { name: 'Save roles' })
    await analyst.check()
    await save.focus()
    await page.keyboard.press('Enter')
    await dialogOf(page).waitFor()
    await page.keyboard.press('Escape')
    await page.getByText('Not done: it asks you to confirm that it is you.').waitFor()
    await isFocused(save)
    expect(await analyst.isChecked()).toBe(true)
    expect(await rolesNow()).toEqual(['auditor'])

    await page.keyboard.press('Enter')
    await isFocused(dialogOf(page).getByLabel('Your password'))
    await page.keyboard.type(password)
    await page.keyboard.press('Enter')
    await page.getByText('Saved, in force now.').waitFor()
    await isFocused(save)
    expect(answers).toEqual([401, 401, 204])
    expect((await rolesNow()).toSorted()).toEqual(['analyst', 'auditor'])
  })

  it('is asked once for several actions', async () => {
    const page = await longSignedIn('admin', '/applications/web')
    const make = async (name: string) => {
      await page.getByRole('button', { name: 'Make a key' }).click()
      await page.getByRole('dialog', { name: 'Make an API key' }).getByLabel('Name').fill(name)
      await page.getByRole('button', { name: 'Make the key' }).click()
    }
    const shown = page.getByRole('button', { name: 'I have it' })
    await make('first')
    await proveWith(page, password)
    await shown.click()
    await make('second')
    await shown.click()
    expect(await dialogOf(page).count()).toBe(0)
  })

  it('changes their address by the password that the form takes, and types it once', async () => {
    const page = await longSignedIn('member', '/settings/email')
    const answers = answersOf(page, 'POST', '/v1/me/email')
    await page.getByLabel('New address').fill('mia@acme.test')
    const typed = page.getByLabel('Your password')
    const send = page.getByRole('button', { name: 'Send a link to the new address' })
    await typed.fill('not the password')
    await send.click()
    await page.getByText('The password is wrong').waitFor()
    expect(await page.getByLabel('New address').inputValue()).toBe('mia@acme.test')
    await typed.fill(password)
    await send.click()
    await page.getByText('has to be confirmed').waitFor()
    expect(await dialogOf(page).count()).toBe(0)
    expect(answers).toEqual([401, 401, 202])
  })
})
