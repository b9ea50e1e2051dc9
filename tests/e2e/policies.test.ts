import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { fillSignIn, testBrowser, type TestBrowser } from '../support/browser.ts'
import { policyWith } from '../support/changedPolicy.ts'
import { everyLook } from './everyLook.ts'
import { httpClient } from '../support/httpClient.ts'
import { withOldProof } from '../support/oldProof.ts'
import { emailOf, password, type SignedInClient, testRollcall, type TestRollcall } from '../support/rollcall.ts'
import { visitorsOf } from '../support/visitors.ts'

let server: TestRollcall
let browser: TestBrowser
const visit = visitorsOf(() => browser)
beforeAll(async () => {
  server = await testRollcall({ dashboard: true, slugs: ['acme', 'globex'] })
  browser = await testBrowser(server.url)
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})
const signedIn = async (page: Page, slug: string, role: 'admin' | 'member' | 'auditor', path: string) => {
  await page.goto(path)
  await fillSignIn(page, slug, emailOf(role, slug))
}
const edit = (page: Page, title: string) => page.getByRole('button', { name: `Edit: ${title}` }).click()
const policyOf = async (by: SignedInClient) => {
  const { body, headers } = await by.get('/v1/policy')
  return { ...(body as { version: number; policy: Policy }), etag: headers.get('etag')! }
}
const put = async (by: SignedInClient, policy: Policy) => {
  const { etag } = await policyOf(by)
  const answer = await by.send('PUT', '/v1/policy', { policy, confirm: 0 }, { 'if-match': etag })
  expect(answer.status).toBe(200)
}
const hourMs = 3_600_000
const ago = (hours: number): string => new Date(Date.now() - hours * hourMs).toISOString()

/** Sessions of an application that nobody has used for that many hours. */
const takeOver = async (slug: string, unusedHours: readonly number[]): Promise<void> => {
  const application = httpClient(server.url, { 'rollcall-key': await server.apiKey(slug, ['sessions']) })
  const rows = unusedHours.map(
    (hours) => `ref-${hours},${emailOf('analyst', slug)},${ago(hours + 1)},${ago(-200)},${ago(hours)}`,
  )
  const csv = ['token,email,created_at,expires_at,last_activity', ...rows].join('\n')
  const columns = ['token=externalRef', 'created_at=createdAt', 'expires_at=expiresAt', 'last_activity=lastActiveAt']
  const query = new URLSearchParams([['format', 'csv'], ...columns.map((pair) => ['map', pair])])
  const { body } = await application.send('POST', `/v1/sessions/import?${query}`, csv, { 'content-type': 'text/csv' })
  expect(body).toMatchObject({ live: unusedHours.length, refused: 0 })
}

interface Row {
  id: string
  status: string
  cause: string | null
  lastActiveAt: string
  idleExpiresAt: string
}
const sessionsOf = async (by: SignedInClient, filter: string): Promise<Row[]> => {
  const { body } = await by.get(`/v1/sessions?limit=200&filter=${encodeURIComponent(filter)}`)
  return (body as { items: Row[] }).items
}

describe('rules that end sessions', () => {
  it('end what the preview said, number by number, after a proof in place that loses nothing', async () => {
    await takeOver('acme', [2, 3, 30])
    const [first, second, page] = [await visit(), await visit(), await visit()]
    for (const member of [first, second]) {
      await signedIn(member, 'acme', 'member', '/me')
      await member.getByText('This device').first().waitFor()
    }
    await withOldProof(page, server)
    await signedIn(page, 'acme', 'admin', '/policies')

    await edit(page, 'Unused at most')
    await page.getByRole('button', { name: '1 h', exact: true }).click()
    // Three were not used for an hour; of the two of the member, of whoever looks, and of nobody else the end comes earlier.
    await page.getByText('live sessions end now').waitFor()
    const figures = () => page.locator('.figures b').allInnerTexts()
    await expect.poll(figures).toEqual(['3', '1', '3'])
    await edit(page, 'Sessions at once')
    await page.getByRole('spinbutton', { name: 'Sessions of one person' }).fill('1')
    await expect.poll(figures).toEqual(['4', '2', '2'])
    await everyLook(page, 'policies-preview')

    await page.getByLabel('Reason').fill('Finding 7 of the autumn audit')
    await page.getByLabel('Ticket').fill('SEC-7')
    const answered = page.waitForResponse((response) => response.request().method() === 'PUT' && response.ok())
    await page.getByRole('button', { name: 'Save and end 4 sessions' }).click()
    const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' })
    await dialog.getByLabel('Your password').fill(password)
    await dialog.getByRole('button', { name: 'Confirm' }).click()
    expect(await (await answered).json()).toMatchObject({ version: 2, ended: 4, shortened: 2 })
    await page.getByText('Version 2 is in force. It ends 4 sessions and shortens 2 sessions.').waitFor()
    await first.getByText('acme changed its rules, which ended this session').waitFor()
    await second.reload()
    await second.getByText('This device').first().waitFor()

    const history = page.getByRole('region', { name: 'History' })
    await history.getByText('Finding 7 of the autumn audit').waitFor()
    await history.getByText('SEC-7').waitFor()
    await everyLook(page, 'policies-saved')
    await history.getByRole('button', { name: 'Ended 4 sessions' }).click()
    await expect.poll(() => page.getByRole('list', { name: 'Each session' }).getByRole('listitem').count()).toBe(4)
    await expect.poll(() => page.getByText('ended', { exact: true }).count()).toBe(4)
    await everyLook(page, 'policies-ended')
    await page.keyboard.press('Escape')

    const admin = await server.signIn('acme', 'auditor')
    await expect.poll(async () => (await sessionsOf(admin, 'cause:policy')).length).toBe(4)
    // The auditor's began under the new rules.
    const shortened = (await sessionsOf(admin, 'status:active')).filter(({ id }) => id !== admin.sessionId)
    const lasting = shortened.map(
      ({ lastActiveAt, idleExpiresAt }) => Date.parse(idleExpiresAt) - Date.parse(lastActiveAt),
    )
    expect(lasting).toEqual([hourMs, hourMs])
  })

  it('are refused where they would keep out whoever changes them', async () => {
    const page = await visit()
    await signedIn(page, 'globex', 'admin', '/policies')
    const before = await policyOf(await server.signIn('globex', 'auditor'))
    await edit(page, 'Addresses')
    await page.getByRole('button', { name: 'Only those named' }).click()
    await page.getByLabel('Allowed addresses').fill('203.0.113.0/24')
    await page.keyboard.press('Enter')
    await page.getByText('You could not go on, or come back the way you came in').waitFor()
    await everyLook(page, 'policies-locks-out')
    await page.getByText('It would keep you out.').waitFor()
    await page.getByRole('button', { name: /^Save/ }).press('Enter')
    expect(await policyOf(await server.signIn('globex', 'auditor'))).toEqual(before)
  })
})

describe('the page of rules', () => {
  let other: SignedInClient
  beforeEach(async () => {
    other = await server.signIn('globex', 'admin')
  })

  it('keeps what was written where somebody else has changed the rules meanwhile, and saves it on theirs', async () => {
    const page = await visit()
    await signedIn(page, 'globex', 'admin', '/policies')
    await edit(page, 'Unused at most')
    await page.getByRole('button', { name: '24 h', exact: true }).click()
    await page.getByLabel('Reason').fill('after the audit')
    await put(other, policyWith({ texts: { neutralMessage: 'Ask the desk on floor 2.' } }))
    await page.getByRole('button', { name: 'Save', exact: true }).click()

    const notice = page.getByRole('alert').filter({ hasText: 'has changed the rules meanwhile' })
    await notice.getByText('Ask the desk on floor 2.').waitFor()
    expect(await page.getByLabel('Reason').inputValue()).toBe('after the audit')
    await everyLook(page, 'policies-outdated')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page
      .getByText(/Version \d+ is in force/)
      .first()
      .waitFor()
    expect((await policyOf(other)).policy).toMatchObject({
      lifetimes: { idleSeconds: 86_400 },
      texts: { neutralMessage: 'Ask the desk on floor 2.' },
    })
  })

  it('shows what a preset would change, and saves nothing of it by itself', async () => {
    await put(other, policyWith({}))
    const { version } = await policyOf(other)
    const page = await visit()
    await signedIn(page, 'globex', 'admin', '/policies')
    await page.getByRole('button', { name: 'Presets…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Rules after NIST SP 800-63B-4' })
    await dialog.getByRole('button', { name: 'AAL2', exact: true }).click()
    await dialog.getByText('Signed in at most', { exact: true }).waitFor()
    await everyLook(page, 'policies-presets')
    await dialog.getByRole('button', { name: 'Put AAL2 into my changes' }).click()
    await page.getByText('Not saved yet:').waitFor()
    await everyLook(page, 'policies-unsaved')
    await page.getByRole('button', { name: 'Discard' }).click()
    await page.getByText('Not saved yet:').waitFor({ state: 'hidden' })
    expect((await policyOf(other)).version).toBe(version)
  })

  it('is worked by the keyboard alone, and asks before it is left with something written', async () => {
    const page = await visit()
    await signedIn(page, 'globex', 'admin', '/policies')
    await page.getByRole('button', { name: 'Edit: Unused at most' }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.keyboard.type('3')
    await page.getByText('Becomes version').waitFor()
    await page
      .getByRole('link', { name: /^Sessions/ })
      .first()
      .focus()
    await page.keyboard.press('Enter')
    const asks = page.getByRole('dialog')
    await asks.waitFor()
    await everyLook(page, 'policies-leaving')
    await page.keyboard.press('Escape')
    await page.getByText('Becomes version').waitFor()
    await page.getByRole('button', { name: 'Leave it as it is' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('Becomes version').waitFor({ state: 'hidden' })
  })

  it('fits and is readable with any rule open', { timeout: 600_000 }, async () => {
    const page = await visit()
    await signedIn(page, 'globex', 'admin', '/policies')
    const closed = page.getByRole('button', { name: /^Edit: / })
    await closed.first().waitFor()
    await everyLook(page, 'policies')
    const labels = await Promise.all((await closed.all()).map((button) => button.getAttribute('aria-label')))
    for (const label of labels) {
      await page.getByRole('button', { name: label!, exact: true }).click()
      await everyLook(page, `policies-${label!.replace('Edit: ', '')}`)
    }
  })

  it('says why each rule is there to who may only read', async () => {
    const page = await visit()
    await signedIn(page, 'globex', 'auditor', '/policies')
    await page.getByText('You can read the rules. An admin can change them.').waitFor()
    await page.getByRole('button', { name: 'Why: Unused at most' }).click()
    await page.getByText('A device that was left behind signs itself out.').waitFor()
    await everyLook(page, 'policies-read')
  })
})
