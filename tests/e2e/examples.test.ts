import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillSignIn, testBrowser, type TestBrowser } from '../support/browser.ts'
import { buildClientPackage } from '../support/clientPackage.ts'
import { eventually } from '../support/eventually.ts'
import { emailOf, password, type SignedInClient, testRollcall, type TestRollcall } from '../support/rollcall.ts'
import { temporaryFolder } from '../support/runningRollcall.ts'
import { violations } from './everyLook.ts'

const examples = resolve(import.meta.dirname, '../../client/examples')
const run = promisify(execFile)
let rollcall: TestRollcall
let analyst: SignedInClient
let browser: TestBrowser
const started: ChildProcess[] = []

/** Starts an example. Answers the first address that it prints. */
const start = async (file: string, environment: Record<string, string>): Promise<string> => {
  const env = { ...process.env, ROLLCALL: rollcall.url, PORT: '0', ...environment }
  const child = spawn(process.execPath, [join(examples, file)], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  started.push(child)
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
  return eventually(() => {
    const address = /http:\/\/localhost:[1-9]\d*/.exec(said.replaceAll(rollcall.url, ''))
    if (address === null) throw new Error(`${file} has not started: ${said}`)
    return address[0]
  })
}

beforeAll(async () => {
  await buildClientPackage()
  rollcall = await testRollcall({ slugs: ['acme'], dashboard: true })
  analyst = await rollcall.signIn('acme', 'analyst')
})
afterAll(async () => {
  await browser?.close()
  for (const child of started) {
    child.kill()
    if (child.exitCode === null) await once(child, 'exit')
  }
  await rollcall.stop()
})

const message = 'Acme signed you out: this tablet was reported lost.'
const forceOut = async (client: string) => {
  const filter = encodeURIComponent(`client:${client} status:active`)
  const { items } = (await analyst.get(`/v1/sessions?filter=${filter}`)).body as { items: { id: string }[] }
  expect(items).toHaveLength(1)
  const { status } = await analyst.post(`/v1/sessions/${items[0]!.id}/revoke`, { reason: 'lost tablet', message })
  expect(status).toBe(200)
}

/** As an analyst does it, on the dashboard's page. */
const forceOutByHand = async (page: Page, client: string) => {
  await page.goto(`${rollcall.url}/sessions?filter=${encodeURIComponent(`client:${client} status:active`)}`)
  await fillSignIn(page, 'acme', emailOf('analyst', 'acme'))
  await page.mouse.move(0, 0)
  const rows = page.getByRole('grid', { name: 'Sessions' }).getByRole('row')
  await rows
    .filter({ hasText: emailOf('member', 'acme') })
    .getByRole('checkbox')
    .check()
  const forceLogout = page.getByRole('button', { name: /^Force logout/ })
  await forceLogout.first().click()
  const dialog = page.getByRole('dialog', { name: 'Force logout' })
  await dialog.getByLabel(/^Reason/).fill('lost tablet')
  await dialog.getByLabel(/^Message/).fill(message)
  await dialog.getByRole('button', { name: 'Force logout 1 session' }).click()
}

const signIn = async (page: Page) => {
  await page.getByLabel('E-mail').fill(emailOf('member', 'acme'))
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

describe('the shop', () => {
  let tabs: Record<'admin' | 'customer' | 'bar', Page>
  let context: BrowserContext
  const errors: string[] = []

  beforeAll(async () => {
    const url = await start('shop/main.ts', { ADMIN_EMAIL: emailOf('admin', 'acme'), ADMIN_PASSWORD: password })
    browser = await testBrowser(url)
    const { page } = await browser.visit()
    context = page.context()
    context.on('weberror', (error) => errors.push(error.error().message))
    tabs = { admin: page, customer: await context.newPage(), bar: await context.newPage() }
  })

  it('signs in to three front ends of one origin, each for itself', async () => {
    await tabs.admin.goto('/admin/account')
    await signIn(tabs.admin)
    await tabs.admin.getByRole('heading', { name: 'Where you are signed in' }).waitFor()
    for (const front of ['customer', 'bar'] as const) {
      await tabs[front].goto(`/${front}/`)
      await signIn(tabs[front])
      await tabs[front].getByText('Lemon tart').waitFor()
    }
    // The list hears of the others by itself.
    await tabs.admin.getByRole('button', { name: 'Sign out 2 other devices' }).waitFor()
    expect(await tabs.bar.evaluate(() => localStorage.getItem('bartender_token'))).toMatch(/^ey/)
  })

  it('tells the one that is forced out why, and leaves the other two alone', async () => {
    const { page } = await browser.visit()
    await forceOutByHand(page, 'shop-bar')
    await tabs.bar.getByRole('alert').filter({ hasText: message }).waitFor()
    expect(await tabs.bar.evaluate(() => localStorage.getItem('bartender_token'))).toBe(null)
    await tabs.admin.getByRole('button', { name: 'Sign out the other device' }).waitFor()
    await tabs.bar.goto('/plain/')
    await tabs.bar.getByText('member of acme is signed in').waitFor()
    await tabs.bar.getByText('This device').waitFor()
    for (const front of ['customer', 'admin'] as const) {
      await tabs[front].goto(`/${front}/`)
      await tabs[front].getByText('Lemon tart').waitFor()
    }
    expect(errors).toEqual([])
  })

  it('is usable by everybody', async () => {
    await tabs.customer.getByText('This device').waitFor()
    expect(await violations(tabs.customer)).toEqual([])
  })

  it('ends another session from the list, whose page goes to sign in and leads back', async () => {
    await tabs.admin.getByRole('link', { name: 'member of acme' }).click()
    await tabs.customer.getByRole('button', { name: 'Sign out the other device' }).click()
    await tabs.admin.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
    await signIn(tabs.admin)
    await tabs.admin.getByRole('heading', { name: 'Where you are signed in' }).waitFor()
  })
})

describe('the phone', () => {
  it('is still signed in after a restart, until somebody ends that', async () => {
    const { folder, remove } = await temporaryFolder()
    const phone = async (...args: string[]) => {
      const env = { ...process.env, ROLLCALL: rollcall.url, FILE: join(folder, 'session.json') }
      return (await run(process.execPath, [join(examples, 'phone/phone.ts'), ...args], { env })).stdout
    }
    expect(await phone()).toBe('Nobody is signed in\n')
    const signedIn = 'member of acme is signed in on Example phone\n'
    expect(await phone('sign-in', emailOf('member', 'acme'), password)).toBe(signedIn)
    expect(await phone()).toBe(signedIn)
    await forceOut('mobile')
    expect(await phone()).toBe(`${message}\nNobody is signed in\n`)
    await remove()
  })
})

describe('the API', () => {
  let ask: (path: string, method?: string, token?: string) => Promise<number>

  beforeAll(async () => {
    const key = await rollcall.apiKey('acme', ['guard'])
    const url = await start('api/server.ts', { ROLLCALL_KEY: key, AUDIENCE: 'test-web' })
    const { accessToken } = await rollcall.signIn('acme', 'member', { client: 'web' })
    ask = async (path, method = 'GET', token = accessToken) =>
      (await fetch(url + path, { method, headers: { authorization: `Bearer ${token}` } })).status
    await eventually(async () => expect(await ask('/healthz')).toBe(200))
  })

  it('lets in who is signed in, and asks for a role and a fresh sign-in', async () => {
    expect(await ask('/me')).toBe(200)
    expect(await ask('/me', 'GET', 'x')).toBe(401)
    expect(await ask('/everything', 'DELETE')).toBe(403)
  })

  it('refuses the next request of who was forced out on the dashboard', async () => {
    const { page } = await browser.visit()
    await forceOutByHand(page, 'web')
    await page.getByText('revoked by this operation').waitFor()
    await eventually(async () => expect(await ask('/me')).toBe(401))
  })
})
