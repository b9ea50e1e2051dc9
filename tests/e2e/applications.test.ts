import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillSignIn, testBrowser, type TestBrowser, type Visitor } from '../support/browser.ts'
import { httpClient } from '../support/httpClient.ts'
import { emailOf, password, testRollcall, type TestRollcall } from '../support/rollcall.ts'
import { temporaryFolder } from '../support/runningRollcall.ts'

const run = promisify(execFile)
let server: TestRollcall
let browser: TestBrowser
let visitor: Visitor

beforeAll(async () => {
  server = await testRollcall({ dashboard: true, slugs: ['acme'] })
  browser = await testBrowser(server.url)
  visitor = await browser.visit()
  await visitor.page.goto('/applications')
  await fillSignIn(visitor.page, 'acme', emailOf('admin', 'acme'))
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

const signedInThrough = (id: string) =>
  visitor.page
    .getByRole('row')
    .filter({ hasText: id })
    .getByRole('link', { name: /session/ })

describe('the page of applications', () => {
  it('registers one, and the code it offers for it runs as it is', async () => {
    const { page } = visitor
    await page.getByRole('button', { name: 'Register an application' }).click()
    await page.getByLabel('Id', { exact: true }).fill('Shop')
    await page.getByLabel('Name').fill('The shop')
    await page.getByLabel('Audience').fill('acme-shop')
    await page.getByRole('button', { name: 'Register application' }).click()
    await page.getByText('That is not written as it should be.').waitFor()
    await page.getByLabel('Id', { exact: true }).fill('shop')
    await page.getByRole('button', { name: 'Register application' }).click()
    await page.getByRole('heading', { name: 'The shop' }).waitFor()

    const { folder, remove } = await temporaryFolder()
    const file = join(folder, 'sign-in.mjs')
    await writeFile(file, await page.locator('pre').innerText())
    const { stdout } = await run(process.execPath, [file, emailOf('member', 'acme'), password])
    await remove()
    expect(stdout.split('\n')).toEqual(['member of acme is signed in', 'and out again', ''])
  })

  it('changes one: lifetimes are typed with their unit, and what the policy refuses is said beside the field', async () => {
    const { page } = visitor
    const idle = page.getByLabel('Unused session', { exact: true })
    await idle.fill('20')
    await page.getByLabel('Unit of: Unused session').selectOption('days')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('The policy of this tenant allows').waitFor()
    await idle.fill('2')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('Saved.').waitFor()
    await page.getByText('In force: 2 d.').waitFor()
  })

  it('makes a key of it, shows it once, and revokes it in two steps', async () => {
    const { page } = visitor
    await page.getByRole('button', { name: 'Make a key' }).click()
    await page.getByLabel('Name').last().fill('nightly report')
    await page.getByRole('button', { name: 'Make the key' }).click()
    const key = await page.getByLabel('The key').inputValue()
    await page.getByRole('button', { name: 'I have it' }).click()
    expect(await page.content()).not.toContain(key)
    const read = async () => (await httpClient(server.url, { 'rollcall-key': key }).get('/v1/sessions')).status
    expect(await read()).toBe(200)
    await page.getByRole('button', { name: 'Revoke nightly report…' }).click()
    await page.getByRole('button', { name: 'Revoke now' }).click()
    await page.getByRole('cell', { name: 'Revoked' }).waitFor()
    expect(await read()).toBe(401)
  })

  it(
    'leads from its sessions to exactly those, and removes it with them after a preview',
    { timeout: 60_000 },
    async () => {
      const { page } = visitor
      await server.signIn('acme', 'member', { client: 'shop' })
      await server.signIn('acme', 'analyst', { client: 'shop' })
      await page.getByRole('link', { name: 'Applications' }).first().click()
      await signedInThrough('shop').filter({ hasText: '2' }).click()
      const rows = page.getByRole('grid', { name: 'Sessions' }).getByRole('row').filter({ hasText: '@acme.test' })
      await expect.poll(() => rows.count()).toBe(2)
      await page.goBack()
      await page.getByRole('link', { name: 'The shop', exact: true }).click()
      await page.getByRole('button', { name: 'Remove…' }).click()
      await page.getByLabel('Reason').fill('sold')
      await page.getByRole('button', { name: 'Remove and end 2 sessions' }).click()
      await page.getByRole('heading', { name: 'Applications' }).waitFor()
      await expect.poll(() => page.getByRole('link', { name: 'The shop', exact: true }).count()).toBe(0)
      expect(visitor.foreign).toEqual([])
      expect(visitor.errors).toEqual([])
    },
  )
})
