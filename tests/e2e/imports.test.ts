import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillSignIn, testBrowser, type TestBrowser, type Visitor } from '../support/browser.ts'
import { httpClient } from '../support/httpClient.ts'
import { emailOf, testRollcall, type TestRollcall } from '../support/rollcall.ts'

let server: TestRollcall
let browser: TestBrowser
let visitor: Visitor

beforeAll(async () => {
  server = await testRollcall({ dashboard: true, slugs: ['acme'] })
  browser = await testBrowser(server.url)
  visitor = await browser.visit()
  await visitor.page.goto('/people')
  await fillSignIn(visitor.page, 'acme', emailOf('admin', 'acme'))
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

const ago = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString()
/** Of the password abc. */
const bcrypt = '$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i'
const csv = (name: string, lines: readonly string[]) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(lines.join('\n')),
})
const sessionsInTable = 10_000

describe('an admin who moves an application to Rollcall', () => {
  it('tries a file of people, sees which line is wrong, and imports the others', async () => {
    const { page } = visitor
    await page.getByRole('link', { name: 'Import…' }).click()
    await page
      .getByLabel('File')
      .setInputFiles(
        csv('users.csv', [
          'id,email,name,password_hash',
          `17,ann@shop.test,Ann Archer,${bcrypt}`,
          '18,nonsense,Nobody,',
          '19,bob@shop.test,Bob,',
        ]),
      )
    await page.getByLabel('Ids are those of').selectOption('web')
    await page.getByRole('button', { name: 'Try it' }).click()
    await page.getByRole('heading', { name: 'Trial: nothing was written' }).waitFor()
    await page.getByText('line 3').waitFor()
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByRole('heading', { name: 'Result' }).waitFor()
    await page.getByText('People added', { exact: true }).waitFor()
    const { status } = await httpClient(server.url).post('/v1/auth/login', {
      tenant: 'acme',
      email: 'ann@shop.test',
      password: 'abc',
      client: 'web',
    })
    expect(status).toBe(200)
  })

  it(
    'takes over 10,000 running sessions, ends one of them, and the application is refused',
    { timeout: 240_000 },
    async () => {
      const { page } = visitor
      const rows = Array.from(
        { length: sessionsInTable },
        (_, at) =>
          `old-token-${at},${at % 2 === 0 ? 17 : 19},${ago(50)},${ago(-400)},${ago(1 + (at % 40))},203.0.113.${at % 200},true`,
      )
      await page.getByRole('button', { name: 'Running sessions' }).click()
      await page
        .getByLabel('File')
        .setInputFiles(
          csv('user_sessions.csv', [
            'session_token,user_id,created_at,expires_at,last_activity,ip_address,is_active',
            ...rows,
          ]),
        )
      await page.getByLabel('Sessions of').selectOption('web')
      await page.getByRole('button', { name: 'Try it' }).click()
      await page.getByRole('heading', { name: 'Trial: nothing was written' }).waitFor()
      await expect
        .poll(() => page.getByRole('button', { name: 'Import', exact: true }).isEnabled(), { timeout: 60_000 })
        .toBe(true)
      await page.getByText('session_token').first().waitFor()
      await page.getByRole('button', { name: 'Import', exact: true }).click()
      await page.getByText('Live sessions taken over', { exact: true }).waitFor({ timeout: 60_000 })
      await expect
        .poll(() => page.getByText('10,000', { exact: true }).count(), { timeout: 120_000 })
        .toBeGreaterThan(0)

      const application = httpClient(server.url, { 'rollcall-key': await server.apiKey('acme', ['sessions']) })
      const ask = async (token: string) =>
        (
          await application.send('POST', '/v1/token/introspect', new URLSearchParams({ token }).toString(), {
            'content-type': 'application/x-www-form-urlencoded',
          })
        ).body as { active: boolean; sid?: string }
      const { active, sid } = await ask('old-token-42')
      expect(active).toBe(true)

      await page.goto(`/sessions?filter=${encodeURIComponent(`id:${sid}`)}`)
      const row = page.getByRole('row').filter({ hasText: 'ann@shop.test' }).first()
      await row.waitFor()
      await row.getByRole('checkbox').check()
      await page
        .getByRole('button', { name: /^Force logout/ })
        .first()
        .click()
      const dialog = page.getByRole('dialog', { name: 'Force logout' })
      await dialog.getByText('session ends').first().waitFor()
      await dialog.getByLabel(/^Reason/).fill('stolen before the move')
      await dialog.getByRole('button', { name: 'Force logout 1 session' }).click()
      await expect.poll(async () => (await ask('old-token-42')).active).toBe(false)
      expect((await ask('old-token-43')).active).toBe(true)
    },
  )

  it('on a phone, without anything that does not fit', async () => {
    const phone = await browser.visit({ viewport: { width: 390, height: 844 } })
    await phone.page.goto('/people/import')
    await fillSignIn(phone.page, 'acme', emailOf('admin', 'acme'))
    await phone.page.getByRole('button', { name: 'Try it' }).waitFor()
    const width = await phone.page.evaluate(() => document.documentElement.scrollWidth)
    expect(width).toBeLessThanOrEqual(390)
    expect(phone.errors).toEqual([])
    expect(phone.foreign).toEqual([])
  })
})
