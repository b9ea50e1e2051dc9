import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillSignIn, testBrowser, type TestBrowser } from '../support/browser.ts'
import { eventually } from '../support/eventually.ts'
import { emailOf, testRollcall, type TestRollcall } from '../support/rollcall.ts'
import { visitorsOf } from '../support/visitors.ts'
import { sideways, violations } from './everyLook.ts'

let server: TestRollcall
let browser: TestBrowser
const visit = visitorsOf(() => browser)
const signedIn = async (role: 'analyst' | 'admin' | 'auditor' | 'member', path = '/', options = {}): Promise<Page> => {
  const page = await visit(options)
  await page.goto(path)
  await fillSignIn(page, 'acme', emailOf(role, 'acme'))
  // A pointer over the table holds its rows still.
  await page.mouse.move(0, 0)
  return page
}
const signedInSessions = (page: Page) => page.getByRole('grid', { name: 'Sessions' })
const rowOf = (page: Page, text: string) => signedInSessions(page).getByRole('row').filter({ hasText: text })

beforeAll(async () => {
  server = await testRollcall({ dashboard: true })
  browser = await testBrowser(server.url)
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})
describe('an analyst', () => {
  it('sees sessions of the tenant come and go without asking again', async () => {
    const page = await signedIn('analyst', '/sessions')
    await rowOf(page, emailOf('analyst', 'acme')).first().waitFor()
    const member = await server.signIn('acme', 'member', { client: 'mobile' })
    const row = rowOf(page, emailOf('member', 'acme'))
    await row.first().waitFor()
    await member.post('/v1/auth/logout')
    await row.filter({ hasText: 'Logged out' }).first().waitFor()
    await page.getByRole('status').filter({ hasText: 'Live' }).first().waitFor()
  })

  it('comes back to the page that was asked for, with its filter', async () => {
    const page = await signedIn('analyst', `/sessions?filter=${encodeURIComponent('user:analyst*')}`)
    await rowOf(page, emailOf('analyst', 'acme')).first().waitFor()
    expect(decodeURIComponent(page.url())).toContain('filter=user:analyst*')
    expect(await rowOf(page, emailOf('admin', 'acme')).count()).toBe(0)
  })

  it('comes back from a session to the list as it was, also with the slider in focus', async () => {
    const page = await signedIn('analyst', '/sessions?filter=user%3Aanalyst*&show=all&sort=user')
    const into = () => rowOf(page, emailOf('analyst', 'acme')).first().getByRole('link').click()
    await rowOf(page, emailOf('analyst', 'acme')).first().waitFor()
    const list = page.url()
    expect(list).toMatch(/filter=.*show=all&sort=user/)
    await into()
    await page.getByRole('slider').press('Escape')
    await page.waitForURL(list)
    await into()
    await page.getByRole('main').getByRole('link', { name: 'Sessions' }).click()
    await page.waitForURL(list)
  })

  it('sees status, user, risk and the menu of a row in every width', async () => {
    const page = await signedIn('analyst', '/sessions')
    await rowOf(page, emailOf('analyst', 'acme')).first().waitFor()
    for (const width of [1440, 1366, 1280, 1190, 1100, 960, 900, 800, 770]) {
      await page.setViewportSize({ width, height: 800 })
      await eventually(async () => {
        const grid = signedInSessions(page)
        expect(await grid.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0)
        for (const name of ['Status', 'User', 'Risk', 'Actions'])
          expect(await grid.getByRole('columnheader', { name, exact: true }).count()).toBe(1)
      })
    }
  })

  it('is led to the refused logins on a phone, and back to where the page was', async () => {
    const page = await signedIn('analyst', '/overview', { viewport: { width: 390, height: 844 } })
    const log = page.getByRole('region', { name: 'Log' })
    const isInView = () =>
      log.evaluate((element) => {
        const inside = element.closest('main')!.getBoundingClientRect()
        const { top, bottom } = element.getBoundingClientRect()
        return top >= inside.top && bottom <= inside.bottom
      })
    await log.getByRole('row').first().waitFor()
    expect(await isInView()).toBe(false)
    await page.getByRole('link', { name: /Refused logins/ }).click()
    await eventually(async () => expect(await isInView()).toBe(true))
    await page.getByRole('button', { name: /Your menu/ }).click()
    await page.getByRole('menuitem', { name: 'Connections' }).click()
    await page.getByRole('heading', { name: 'Connections' }).waitFor()
    await page.goBack()
    await eventually(async () => expect(await isInView()).toBe(true))
  })

  it('is told where a filter is wrong and keeps the last good result', async () => {
    const page = await signedIn('analyst', '/sessions')
    await rowOf(page, emailOf('analyst', 'acme')).first().waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('risk>=hi')
    await page
      .getByText(/Expected a number/)
      .first()
      .waitFor()
    expect(await rowOf(page, emailOf('analyst', 'acme')).count()).toBeGreaterThan(0)
  })

  it('reads the overview, and every facet of it leads to its sessions', async () => {
    const page = await signedIn('analyst', '/overview')
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    await page.locator('canvas').first().waitFor()
    await page
      .getByRole('link', { name: /dashboard/ })
      .first()
      .click()
    await page.waitForURL(/\/sessions\?.*filter=/)
    expect(decodeURIComponent(page.url())).toMatch(/(?:app|client):dashboard/)
    await rowOf(page, emailOf('analyst', 'acme')).first().waitFor()
  })
})

describe('an admin', () => {
  it('ends a session, and the browser that held it says so; an auditor reads its whole history', async () => {
    const [member, admin] = [await signedIn('member', '/me'), await signedIn('admin', '/sessions')]
    await member.getByText('This device').first().waitFor()
    const row = rowOf(admin, emailOf('member', 'acme'))
      .filter({ hasText: 'dashboard' })
      .filter({ hasText: 'Live' })
      .first()
    await row.waitFor()
    const sessionPath = await row.getByRole('link').first().getAttribute('href')
    await row.getByRole('checkbox').check()
    await admin
      .getByRole('button', { name: /^Force logout/ })
      .first()
      .click()
    const dialog = admin.getByRole('dialog', { name: 'Force logout' })
    await dialog.getByText('session ends').first().waitFor()
    await dialog.getByLabel(/^Reason/).fill('A journey of the tests')
    await dialog.getByLabel(/^Message/).fill('Please sign in again.')
    await dialog.getByRole('button', { name: 'Force logout 1 session' }).click()
    const clicked = performance.now()
    await member.getByText('You were signed out').first().waitFor()
    console.log(`click to signed-out page: ${Math.round(performance.now() - clicked)} ms`)
    await member.getByText('Please sign in again.').first().waitFor()
    expect(await member.getByText('A journey of the tests').count()).toBe(0)
    await admin.getByText('revoked by this operation').first().waitFor()

    const auditor = await signedIn('auditor', sessionPath!)
    await auditor.getByText('A journey of the tests').first().waitFor()
    await auditor
      .getByRole('region', { name: 'Events' })
      .getByText(/Session started/)
      .first()
      .waitFor()
    expect(
      await auditor
        .getByRole('button', { name: /^Force logout/ })
        .and(auditor.locator(':enabled'))
        .count(),
    ).toBe(0)
    const slider = auditor.getByRole('slider')
    await slider.focus()
    await slider.press('Home')
    await auditor.getByRole('heading', { name: 'State after event 1' }).waitFor()
  })
})

describe('everybody', () => {
  it('sees their own sessions, the present one marked, and ends all others', async () => {
    const others = [
      await server.signIn('acme', 'auditor', { client: 'web' }),
      await server.signIn('acme', 'auditor', { client: 'mobile' }),
    ]
    const page = await signedIn('auditor', '/me')
    await page.getByText('This device').first().waitFor()
    await page
      .getByRole('button', { name: /^Sign out \d+ devices?/ })
      .first()
      .click()
    const confirm = page.getByRole('dialog').getByRole('button', { name: /^Sign out/ })
    if ((await confirm.count()) > 0) await confirm.first().click()
    await eventually(async () => {
      for (const other of others) expect((await other.get('/v1/auth/session')).status).toBe(401)
    })
    await page.reload()
    await page.getByText('This device').first().waitFor()
  })

  it('is refused with one sentence for a wrong password', async () => {
    const page = await visit()
    await page.goto('/')
    await fillSignIn(page, 'acme', emailOf('member', 'acme'), 'not the password')
    await page.getByText('Check tenant, e-mail and password').first().waitFor()
  })

  it('signs in by an address with letters of any script, also as Chromium spells it', async () => {
    const { commands } = server.rollcall.tenants
    const origin = {
      actor: { kind: 'system', id: 'tests' },
      correlationId: crypto.randomUUID(),
      context: null,
    } as const
    const someone = { tenantId: server.tenantId('acme'), name: 'Someone', roles: ['member'] } as const
    const credential = { kind: 'password', password: 'several words in a row' } as const
    for (const email of ['jürgen@acme.test', 'lea@münchen.test'])
      await commands.addUser({ ...someone, email, credential }, origin)
    const page = await visit()
    const field = page.getByLabel('E-mail')
    const signInAndOut = async (typed: string, shown: string) => {
      await page.goto('/me')
      await fillSignIn(page, 'acme', typed, credential.password)
      await page.getByRole('button', { name: /Your menu/ }).click()
      await page.getByText(shown).first().waitFor()
      await page.getByRole('menuitem', { name: 'Sign out' }).click()
      await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
    }
    await signInAndOut('JÜRGEN@acme.test', 'jürgen@acme.test')
    // What Chromium makes of an address in the form of an application whose field is of type email.
    await page.goto('/me')
    await field.evaluate((input: HTMLInputElement) => (input.type = 'email'))
    await field.fill('')
    await field.pressSequentially('lea@münchen.test')
    const spelled = await field.inputValue()
    expect(spelled).toBe('lea@xn--mnchen-3ya.test')
    await signInAndOut(spelled, 'lea@münchen.test')
  })

  it.each([
    ['answers with an error', { status: 500, body: '{}' }],
    ['does not answer', null],
  ])('signs out also when the server %s', async (_, answer) => {
    const page = await signedIn('member', '/me')
    await page.getByText('This device').first().waitFor()
    await page.route('**/v1/auth/logout', (route) => (answer === null ? route.abort() : route.fulfill(answer)))
    await page.getByRole('button', { name: /Your menu/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
    await page.reload()
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
    await page.unroute('**/v1/auth/logout')
  })

  it('must change a one-time password before anything else', async () => {
    const { commands } = server.rollcall.tenants
    const { oneTimePassword } = await commands.addUser(
      {
        tenantId: server.tenantId('acme'),
        email: 'new@acme.test',
        name: 'New',
        roles: ['analyst'],
        credential: { kind: 'oneTime' },
      },
      { actor: { kind: 'system', id: 'tests' }, correlationId: crypto.randomUUID(), context: null },
    )
    const page = await visit()
    await page.goto('/sessions')
    await fillSignIn(page, 'acme', 'new@acme.test', oneTimePassword!)
    await page.getByRole('heading', { name: 'Choose a password' }).waitFor()
    await page.getByLabel('One-time password').fill(oneTimePassword!)
    await page.getByLabel('New password').fill('a password of my own choosing')
    await page.getByRole('button', { name: 'Change password' }).click()
    await signedInSessions(page).waitFor()
  })
})

describe.each([
  ['dark', 1440],
  ['light', 1440],
  ['dark', 390],
  ['light', 390],
] as const)('the pages in %s, %i wide', (colorScheme, width) => {
  it('fit the screen and pass the accessibility rules', async () => {
    const page = await signedIn('admin', '/overview', { colorScheme, viewport: { width, height: 850 } })
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    for (const path of ['/overview', '/sessions', '/log', '/me', '/settings/password', '/settings/display']) {
      await page.goto(path)
      await page.locator('h1').first().waitFor()
      await page.waitForLoadState('networkidle')
      const found = { path, sideways: await sideways(page), violations: await violations(page) }
      expect(found).toEqual({ path, sideways: 0, violations: [] })
    }
  })
})
