import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '#events/tenant/events.ts'
import { fillSignIn, testBrowser, type TestBrowser } from '../support/browser.ts'
import { emailOf, password, testRollcall, type TestRollcall } from '../support/rollcall.ts'
import { visitorsOf } from '../support/visitors.ts'
import { httpClient } from '../support/httpClient.ts'
import { signInAs } from '../support/runningRollcall.ts'
import { sideways, violations } from './everyLook.ts'

let server: TestRollcall
let browser: TestBrowser
const visit = visitorsOf(() => browser)
const admin = async (path: string, options = {}): Promise<Page> => {
  const page = await visit(options)
  await page.goto(path)
  await fillSignIn(page, 'acme', emailOf('admin', 'acme'))
  return page
}
beforeAll(async () => {
  server = await testRollcall({ dashboard: true, slugs: ['acme'] })
  browser = await testBrowser(server.url)
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})
const bySystem = { actor: { kind: 'system', id: 'tests' }, correlationId: 'leaver', context: null } as const
const unsaid = { reason: null, message: null, ticket: null }
const linkIn = async (page: Page): Promise<string> => page.getByRole('textbox', { name: 'Link' }).inputValue()
const rowOf = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text })
const chosen = 'some words that go nowhere'

/** Invites on the page of people; answers the link. */
const invite = async (page: Page, email: string): Promise<string> => {
  await page.getByRole('button', { name: 'Invite a person' }).click()
  const dialog = page.getByRole('dialog', { name: 'Invite a person' })
  await dialog.getByLabel('E-mail').fill(email)
  await dialog.getByRole('checkbox', { name: 'Analyst' }).check()
  await dialog.getByRole('button', { name: 'Make the link' }).click()
  const link = await linkIn(page)
  await dialog.getByRole('button', { name: 'Done' }).click()
  return link
}
const accept = async (link: string, name: string): Promise<Page> => {
  const page = await visit()
  await page.goto(link)
  await page.getByRole('heading', { name: 'Welcome to acme' }).waitFor()
  expect(new URL(page.url()).hash).toBe('')
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('Password', { exact: true }).fill(chosen)
  await page.getByRole('button', { name: 'Accept the invite' }).click()
  await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor()
  return page
}

describe('an admin', () => {
  it('invites a person who comes in, changes what they may do, and disables them', async () => {
    const page = await admin('/people')
    await rowOf(page, emailOf('analyst', 'acme')).waitFor()
    const link = await invite(page, 'bea@acme.test')
    await rowOf(page, 'bea@acme.test').filter({ hasText: 'Invited' }).waitFor()

    const theirs = await accept(link, 'Bea Arthur')
    await theirs.getByLabel('Password', { exact: true }).fill(chosen)
    await theirs.getByRole('button', { name: 'Sign in', exact: true }).click()
    await theirs.getByRole('heading', { name: 'Overview' }).waitFor()

    await page.getByRole('searchbox', { name: 'Find people' }).fill('bea')
    await rowOf(page, 'Bea Arthur').filter({ hasText: 'Active' }).waitFor()
    expect(await page.getByRole('row').count()).toBe(2)
    await page.getByRole('link', { name: 'Bea Arthur', exact: true }).click()
    await page.getByRole('heading', { name: 'Bea Arthur' }).waitFor()
    await page.getByRole('checkbox', { name: 'Auditor' }).check()
    await page.getByRole('button', { name: 'Save roles' }).click()
    await page.getByText('Saved, in force now.').waitFor()

    await page.getByRole('button', { name: 'Disable…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Disable Bea Arthur' })
    await dialog.getByRole('link', { name: '1 session' }).waitFor()
    await dialog.getByLabel('Reason').fill('left')
    await dialog.getByLabel('Message').fill('Thank you, Bea.')
    await dialog.getByRole('button', { name: 'Disable and end 1 session' }).click()
    await page.getByText('Not at all: disabled.').waitFor()
    await theirs.getByText('Thank you, Bea.').waitFor()
    await page.getByRole('button', { name: 'Enable' }).click()
    await page.getByText('By a password.').waitFor()
  })

  it('off-boards a leaver with six sessions, a key and an invite from their page', async () => {
    const leaver = emailOf('analyst', 'acme')
    const of = { tenantId: server.tenantId('acme'), userId: server.userId('acme', 'analyst') }
    const { commands } = server.rollcall.tenants
    const setRoles = (roles: Role[]) => commands.changeRoles({ ...of, roles, ...unsaid }, bySystem)
    await setRoles(['admin'])
    const byLeaver = { ...bySystem, actor: { kind: 'admin', id: of.userId } } as const
    const owner = { kind: 'person', userId: of.userId } as const
    const order = { tenantId: of.tenantId, keyId: randomUUID(), name: 'their own', owner, expiresAt: null }
    const { key } = await commands.issueApiKey({ ...order, scopes: ['read'] }, byLeaver)
    const invited = { tenantId: of.tenantId, email: 'late@acme.test', roles: ['member'] as const }
    const { token } = await commands.inviteUser(invited, byLeaver)
    const withKey = httpClient(server.url, { 'rollcall-key': key! })
    expect((await withKey.get('/v1/sessions')).status).toBe(200)
    const sessions = []
    for (let device = 0; device < 6; device += 1)
      sessions.push(await signInAs(server.url, { tenant: 'acme', email: leaver, password }))
    const page = await admin(`/people/${server.userId('acme', 'analyst')}`)
    await page.getByRole('link', { name: '6 live sessions' }).waitFor()
    await page.getByRole('button', { name: 'Disable…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Disable analyst of acme' })
    await dialog.getByText('1 API key of theirs is refused meanwhile. 1 invite that they made is withdrawn.').waitFor()
    await dialog.getByLabel('Reason').fill('left on Friday')
    await dialog.getByRole('button', { name: 'Disable and end 6 sessions' }).click()
    await page.getByRole('link', { name: '0 live sessions' }).waitFor()
    await page.getByText('Nowhere.').waitFor()
    await page.getByRole('link', { name: 'Done to them' }).click()
    await page
      .getByText(/disabled/)
      .first()
      .waitFor()
    for (const session of sessions) expect((await session.get('/v1/auth/session')).status).toBe(401)
    expect((await withKey.get('/v1/sessions')).status).toBe(401)
    const late = await visit()
    await late.goto(`/invite#${token}`)
    await late.getByRole('heading', { name: 'This invite is no longer good' }).waitFor()
    await page.getByRole('button', { name: 'Enable' }).click()
    await page.getByText('By a password.').waitFor()
    await setRoles(['analyst'])
  })

  it('hands over a link for a new password, which is used once', async () => {
    const page = await admin(`/people/${server.userId('acme', 'auditor')}`)
    await page.getByRole('button', { name: 'Make a link for a new password' }).click()
    const link = await linkIn(page)
    const theirs = await visit()
    await theirs.goto(link)
    await theirs.getByLabel('New password').fill('password1')
    await theirs.getByRole('button', { name: 'Change password' }).click()
    await theirs.getByText('This is one of the passwords that are tried first.').waitFor()
    await theirs.getByLabel('New password').fill(chosen)
    await theirs.getByRole('button', { name: 'Change password' }).click()
    await theirs.getByRole('heading', { name: 'Sign in', exact: true }).waitFor()
    const again = await visit()
    await again.goto(link)
    await again.getByRole('heading', { name: 'This link is no longer good' }).waitFor()
  })

  it('is told why the last admin stays', async () => {
    const page = await admin(`/people/${server.userId('acme', 'admin')}`)
    await page.getByRole('checkbox', { name: 'Admin' }).uncheck()
    await page.getByRole('checkbox', { name: 'Member' }).check()
    await page.getByRole('button', { name: 'Save roles' }).click()
    await page.getByText('You would lock yourself out.').waitFor()
    expect(await page.getByRole('button', { name: 'Disable…' }).count()).toBe(0)
  })

  it.each([
    { width: 390, height: 800, scheme: 'light' },
    { width: 1280, height: 800, scheme: 'dark' },
  ] as const)('finds nothing wanting at $width in $scheme', async ({ width, height, scheme }) => {
    const page = await admin('/people', { viewport: { width, height }, colorScheme: scheme })
    await rowOf(page, 'member of acme').waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('link', { name: 'member of acme', exact: true }).click()
    await page.getByRole('heading', { name: 'member of acme' }).waitFor()
    expect(await violations(page)).toEqual([])
    expect(await sideways(page)).toBe(0)
  })

  it('has a way back when nobody matches, and from an id that nobody has', async () => {
    const page = await admin('/people?find=zzz')
    await page.getByText('Nobody matches.').waitFor()
    await page.getByRole('button', { name: 'Show everybody' }).click()
    await rowOf(page, 'member of acme').waitFor()
    await page.goto('/people/0192f0c1-7b5e-7c3a-9d2e-3f4a5b6c7d8e')
    await page.getByRole('heading', { name: 'Nobody has this id' }).waitFor()
  })
})
