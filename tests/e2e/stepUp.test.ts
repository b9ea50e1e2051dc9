import { afterAll, beforeAll, expect, it } from 'vitest'
import { fillSignIn, testBrowser, type TestBrowser } from '../support/browser.ts'
import { changePolicy } from '../support/changedPolicy.ts'
import { httpClient } from '../support/httpClient.ts'
import { emailOf, password, testRollcall, type TestRollcall } from '../support/rollcall.ts'

let server: TestRollcall
let browser: TestBrowser
beforeAll(async () => {
  server = await testRollcall({ dashboard: true, slugs: ['acme'] })
  browser = await testBrowser(server.url)
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

it('asks whoever signs in after five wrong passwords to confirm, shows nothing before and goes on live after', async () => {
  await changePolicy(server.rollcall.tenants, server.tenantId('acme'), {
    anomalies: { 'success-after-failures': 'step-up' },
  })
  const email = emailOf('analyst', 'acme')
  const wrong = { tenant: 'acme', email, password: 'not that one, but long', client: 'web', transport: 'bearer' }
  for (let guess = 0; guess < 5; guess += 1) await httpClient(server.url).post('/v1/auth/login', wrong)
  const { page, errors } = await browser.visit()
  await page.goto('/sessions')
  await fillSignIn(page, 'acme', email)
  const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' })
  await dialog.waitFor()
  await dialog.getByText('Nothing is shown or done in it before you confirm.').waitFor()
  await dialog.getByLabel('Your password').fill(password)
  await dialog.getByRole('button', { name: 'Confirm' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await page.getByRole('row').filter({ hasText: email }).first().waitFor()
  await page.getByText('Live', { exact: true }).first().waitFor()
  expect(errors).toEqual([])
})
