import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '#events/tenant/events.ts'
import { fillSignIn, testBrowser, type TestBrowser } from '../support/browser.ts'
import { changePolicy } from '../support/changedPolicy.ts'
import { demoGeo } from '../support/demoGeo.ts'
import { type HttpClient, httpClient } from '../support/httpClient.ts'
import { emailOf, password, testRollcall, type TestRollcall } from '../support/rollcall.ts'
import { visitorsOf } from '../support/visitors.ts'
import { everyLook } from './everyLook.ts'

const simulatedKey = 'a key that lets a test say where it is'
const [berlin, tokyo, singapore] = ['78.55.128.7', '219.8.0.7', '47.131.0.7']
let server: TestRollcall
let browser: TestBrowser
const visit = visitorsOf(() => browser)
beforeAll(async () => {
  server = await testRollcall({ dashboard: true, slugs: ['acme', 'globex'], simulatedKey, geo: demoGeo })
  browser = await testBrowser(server.url)
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

const analyst = async (slug: string, path: string): Promise<Page> => {
  const page = await visit()
  await page.goto(path)
  await fillSignIn(page, slug, emailOf('analyst', slug))
  return page
}
const at = (address: string): HttpClient =>
  httpClient(server.url, { 'rollcall-simulated': simulatedKey, 'rollcall-simulated-address': address })
const signIn = (address: string, slug: string, role: Role, typed = password) =>
  at(address).post('/v1/auth/login', {
    tenant: slug,
    email: emailOf(role, slug),
    password: typed,
    client: 'mobile',
    transport: 'bearer',
  })

describe('what the rules of a tenant refuse and end', () => {
  it('is listed for analysts as it happens, and leads to its sessions', async () => {
    await changePolicy(server.rollcall.tenants, server.tenantId('acme'), {
      limits: { perPerson: 1, whenReached: 'refuse' },
      access: { countries: { allowed: null, blocked: ['SG'] } },
      binding: { to: 'country', whenBroken: 'end' },
    })
    const page = await analyst('acme', '/overview')
    const log = page.getByRole('region', { name: 'Log' })
    await log.getByRole('link', { name: 'By the rules' }).click()

    const { body } = await signIn(berlin, 'acme', 'member')
    const { refreshToken } = body as { refreshToken: string }
    expect(await signIn(berlin, 'acme', 'member')).toMatchObject({ status: 409, body: { code: 'session-limit' } })
    expect(await signIn(singapore, 'acme', 'auditor')).toMatchObject({ status: 401 })
    expect(await at(tokyo).post('/v1/auth/refresh', { refreshToken })).toMatchObject({ status: 401 })
    expect(await signIn(berlin, 'acme', 'auditor', 'not the password')).toMatchObject({ status: 401 })
    for (const line of [
      'Login refused for member of acme: too many sessions',
      'Login refused for auditor of acme: from a country that the rules keep out',
      'A session of member of acme that is bound to the country DE was used from Tokyo',
      'A session of member of acme was ended: it left the network or country that it was bound to',
    ])
      await log.getByText(line).waitFor()
    expect(await log.getByText('wrong password').count()).toBe(0)
    await everyLook(page, 'log-by-the-rules')

    await page.goto('/log?part=rules&filter=cause:country')
    await page.getByText('from a country that the rules keep out').waitFor()
    expect(await page.getByText('too many sessions').count()).toBe(0)
    await everyLook(page, 'log-of-a-country')
    await page.goto(`/sessions?show=all&filter=${encodeURIComponent('cause:binding')}`)
    await page
      .getByRole('row')
      .filter({ hasText: emailOf('member', 'acme') })
      .getByRole('link')
      .first()
      .click()
    await page.getByText('that is bound to the country DE was used from Tokyo').first().waitFor()
    await everyLook(page, 'session-binding-broken')
  })
})

describe('a right password after wrong ones', () => {
  it('is an anomaly with what was counted, in the list, at the session and at the person', async () => {
    for (let wrong = 0; wrong < 5; wrong += 1) await signIn(tokyo, 'globex', 'member', `guess ${wrong}`)
    expect((await signIn(tokyo, 'globex', 'member')).status).toBe(200)
    const page = await analyst('globex', '/overview')
    const anomalies = page.getByRole('region', { name: 'Newest anomalies' })
    const claim = anomalies.getByRole('link', { name: /^member of globex signed in .* after 5 refused sign-ins/ })
    await claim.waitFor()
    await everyLook(page, 'anomaly-list')
    await claim.click()
    await page.getByRole('button', { name: 'what the rule saw' }).click()
    await page.getByText('not seen before').waitFor()
    await everyLook(page, 'anomaly-session')
    await page.goto(`/people/${server.userId('globex', 'member')}`)
    await page.getByRole('region', { name: 'Anomalies' }).getByText('after 5 refused sign-ins').waitFor()
    await everyLook(page, 'anomaly-person')
  })
})
