import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fillSignIn, openProfile, testBrowser, type TestBrowser, type Visitor } from '../support/browser.ts'
import {
  endAllRollcalls,
  type RunningRollcall,
  startRollcallProcess,
  temporaryFolder,
} from '../support/runningRollcall.ts'

const operator = { name: 'Olga', email: 'olga@host.test', password: 'seven boats in a harbour' }
const admin = { name: 'Ann', email: 'ann@acme.test', password: 'nine hills behind a mill' }
const secondAdmin = { name: 'Bo', email: 'bo@globex.test', password: 'four ferries in the fog' }

let place: Awaited<ReturnType<typeof temporaryFolder>>
let profile: typeof place
let rollcall: RunningRollcall
let browser: TestBrowser
const visitors: Visitor[] = []

const pageOf = (visitor: Visitor): Page => {
  visitors.push(visitor)
  return visitor.page
}
const visit = async (): Promise<Page> => pageOf(await browser.visit())
/** The second admin's own browser. To open it again is to start it anew. */
const openTheirs = async (): Promise<Page> => pageOf(await openProfile(rollcall.url, profile.folder))
beforeAll(async () => {
  place = await temporaryFolder('rollcall set-up ')
  profile = await temporaryFolder()
  rollcall = await startRollcallProcess({ data: place.folder, args: ['--no-demo'] })
  browser = await testBrowser(rollcall.url)
})
afterAll(async () => {
  await browser.close()
  await endAllRollcalls()
  await place.remove()
  await profile.remove()
  expect(visitors.flatMap(({ foreign }) => foreign)).toEqual([])
  expect(visitors.flatMap(({ errors }) => errors)).toEqual([])
})

const fillPerson = async (page: Page, { name, email, password }: typeof admin) => {
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
}
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })
const shot = (page: Page, name: string) =>
  process.env['SHOTS'] === undefined ? undefined : page.screenshot({ path: `${process.env['SHOTS']}/${name}.png` })

it('leads from an empty folder to a second tenant whose first admin is still signed in after a restart of the browser', async () => {
  const page = await visit()
  await page.goto(/\S+\/setup#\S+/.exec(rollcall.output())![0])
  await heading(page, 'The operator').waitFor()
  expect(page.url()).not.toContain('#')
  await fillPerson(page, { ...operator, password: operator.email })
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByText('name', { exact: false }).first().waitFor()
  await page.locator('[aria-invalid=true]').first().waitFor()
  await heading(page, 'The operator').waitFor()
  await page.getByLabel('Password', { exact: true }).fill(operator.password)
  await page.getByRole('button', { name: 'Go on' }).click()
  await heading(page, 'The first tenant').waitFor()
  await page.getByRole('listitem').filter({ hasText: 'The operator: checked' }).waitFor()
  await page.getByLabel('Name', { exact: true }).fill('System')
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByText('The name system is reserved.').first().waitFor()
  await page.getByLabel('Name', { exact: true }).fill('Acme')
  await page.getByRole('button', { name: 'Go on' }).click()
  await heading(page, 'Its first admin').waitFor()
  await shot(page, 'set-up')
  await fillPerson(page, admin)
  await page.getByRole('button', { name: 'Finish set-up' }).click()
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()

  await fillSignIn(page, 'system', operator.email, operator.password)
  await page.getByRole('link', { name: 'Tenants' }).click()
  await page.getByRole('row').filter({ hasText: 'acme' }).waitFor()
  await shot(page, 'tenants')
  await page.getByRole('button', { name: 'Create a tenant' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Globex')
  await shot(page, 'create')
  await page.getByRole('button', { name: 'Create tenant' }).click()
  await heading(page, 'Globex').waitFor()
  await page.getByLabel('E-mail').fill(secondAdmin.email)
  await page.getByRole('button', { name: 'Make a link' }).click()
  const link = await page.getByText(/\/invite#/).textContent()
  await shot(page, 'tenant')

  const invited = await openTheirs()
  await invited.goto(link!.trim())
  await invited.getByLabel('Your name').fill(secondAdmin.name)
  await invited.getByLabel('Password', { exact: true }).fill(secondAdmin.password)
  await invited.getByRole('button', { name: 'Accept the invite' }).click()
  await invited.getByRole('button', { name: 'Sign in', exact: true }).click()
  await invited.getByRole('checkbox', { name: 'Keep me signed in' }).check()
  await fillSignIn(invited, 'globex', secondAdmin.email, secondAdmin.password)
  await heading(invited, 'Overview').waitFor()

  await invited.context().close()
  const theirs = await openTheirs()
  await theirs.goto('/settings/profile')
  await theirs.getByLabel('Name', { exact: true }).fill('Bo Berg')
  await theirs.getByRole('button', { name: 'Save name' }).click()
  await theirs.getByText('Saved.').waitFor()

  await page.getByText('Nobody can administer').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Suspend' }).click()
  await page.getByLabel('Reason').fill('a test')
  await shot(page, 'suspend')
  await page.getByRole('button', { name: /^Suspend and end|^Suspend tenant/ }).click()
  await theirs.getByText('Globex was suspended').waitFor()
  await page.getByRole('button', { name: 'Resume' }).waitFor()
  await shot(page, 'suspended')
  await theirs.context().close()
})
