import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { httpClient } from '../support/httpClient.ts'
import { processesAt } from '../support/processes.ts'
import {
  endAllRollcalls,
  readySchema,
  type RunningRollcall,
  runRollcall,
  type SignedIn,
  type SignIn,
  signInAs,
  startRollcallProcess,
  temporaryFolder,
} from '../support/runningRollcall.ts'
import { closeSockets, endedMessage, openMe } from '../support/sockets.ts'

let place: Awaited<ReturnType<typeof temporaryFolder>>
let rollcall: RunningRollcall

const start = (environment: Record<string, string> = {}) => startRollcallProcess({ data: place.folder, environment })
/** On the port of before: the address is the issuer of access tokens. */
const startAgain = () => start({ PORT: new URL(rollcall.url).port })
const command = (...args: string[]) => runRollcall(args, { data: place.folder })

beforeAll(async () => {
  place = await temporaryFolder('rollcall demo ')
  rollcall = await start()
})
afterAll(async () => {
  closeSockets()
  await endAllRollcalls()
  await place.remove()
})

const signInOf = (role: string, tenant = 'acme'): SignIn =>
  rollcall.signIns.find((signIn) => signIn.role === role && signIn.tenant === tenant)!

/** Live or ended, as the server sees the session behind this token now. */
const codeOf = async (client: SignedIn): Promise<string> => {
  const { body } = await client.get('/v1/auth/session')
  return (body as { code?: string }).code ?? 'active'
}

describe('a first start', () => {
  it('prints its address, one sign-in per role, and that these are demo credentials', () => {
    const printed = rollcall.output()
    expect(printed).toContain(`Rollcall is ready: ${rollcall.url}`)
    expect(printed).toMatch(/demo credentials/i)
    for (const { role, tenant, email, password } of rollcall.signIns)
      expect(printed).toMatch(new RegExp(`${role} +${tenant} +${email} +${password}`))
  })

  it('says what it does and how far it is', () => {
    expect(rollcall.output()).toMatch(/Starting PostgreSQL\n.*Writing a month.*Bringing the views up to date/s)
    expect(rollcall.output()).toMatch(/\d+ % \([\d,]+ of [\d,]+\)|done in [\d.]+ s/)
  })

  it('lists every role and two tenants at least in ready.json', () => {
    expect(new Set(rollcall.signIns.map(({ role }) => role))).toEqual(
      new Set(['analyst', 'admin', 'auditor', 'member', 'operator']),
    )
    expect(new Set(rollcall.signIns.map(({ tenant }) => tenant)).size).toBeGreaterThan(2)
    expect(() => readySchema.parse({ url: rollcall.url, signIns: rollcall.signIns, pid: rollcall.pid })).not.toThrow()
  })

  it('lets everybody sign in whom it printed', async () => {
    for (const signIn of rollcall.signIns) {
      const client = await signInAs(rollcall.url, signIn)
      const { body } = await client.get('/v1/auth/session')
      expect(body).toMatchObject({ active: true, user: { email: signIn.email }, tenant: { slug: signIn.tenant } })
    }
  })

  it('serves the dashboard: at its address to anyone, at any page’s to browsers, never in place of a route', async () => {
    const browser = httpClient(rollcall.url, { accept: 'text/html' })
    const tool = httpClient(rollcall.url, { accept: '*/*' })
    for (const { status, body } of [
      await tool.get('/'),
      await browser.get('/'),
      await browser.get('/sessions?sort=user'),
    ]) {
      expect(status).toBe(200)
      expect(body).toContain('<title>Rollcall')
    }
    const others = [
      await tool.get('/sessions'),
      await browser.get('/v1/nothing'),
      await browser.get('/assets/nothing.js'),
    ]
    for (const answer of others) expect(answer).toMatchObject({ status: 404, body: { code: 'not-found' } })
  })

  it('has sessions of tenants that are said to be simulated, and people who go on', async () => {
    const analyst = await signInAs(rollcall.url, signInOf('analyst'))
    const { body } = await analyst.get('/v1/sessions/count?filter=status%3Aactive')
    expect((body as { total: number }).total).toBeGreaterThan(20)
    const newest = async () => {
      const { body: log } = await analyst.get('/v1/log?limit=20')
      return (log as { items: { context?: { simulated?: true }; at: string }[] }).items
    }
    const startedAt = Date.now()
    await eventually(async () => {
      const live = (await newest()).filter(
        ({ context, at }) => context?.simulated === true && Date.parse(at) > startedAt,
      )
      expect(live.length).toBeGreaterThan(0)
    }, 20_000)
  })
})

describe('the command line beside a running Rollcall', () => {
  const email = 'new.colleague@acme.test'
  const person = ['--tenant', 'acme', '--email', email]

  const oneTimePassword = async (): Promise<string> => {
    const { code, output, errors } = await command(
      'user',
      'add',
      ...person,
      '--role',
      'analyst',
      '--name',
      'New Colleague',
    )
    expect({ code, errors }).toEqual({ code: 0, errors: '' })
    return /once with: (\S+)/.exec(output)![1]!
  }

  it('adds a person whose one-time password must be changed before anything else', async () => {
    const given = await oneTimePassword()
    const once = await signInAs(rollcall.url, { tenant: 'acme', email, password: given })
    const refused = await once.get('/v1/sessions')
    expect([refused.status, refused.body]).toMatchObject([403, { code: 'password-change-required' }])
    const next = 'four lamps on a quiet pier'
    const changed = await once.post('/v1/auth/password', { current: given, next })
    expect(changed.status).toBeLessThan(300)
    const own = await signInAs(rollcall.url, { tenant: 'acme', email, password: next })
    expect((await own.get('/v1/sessions?limit=1')).status).toBe(200)
    const again = { tenant: 'acme', email, password: given, client: 'dashboard', transport: 'bearer' }
    expect((await httpClient(rollcall.url).post('/v1/auth/login', again)).status).toBe(401)
  })

  it('changes what a live session may do', async () => {
    const own = await signInAs(rollcall.url, { tenant: 'acme', email, password: 'four lamps on a quiet pier' })
    const { code } = await command('user', 'roles', ...person, '--role', 'member', '--reason', 'moved on')
    expect(code).toBe(0)
    await eventually(async () => expect(await codeOf(own)).toBe('token-outdated'))
    const member = await signInAs(rollcall.url, { tenant: 'acme', email, password: 'four lamps on a quiet pier' })
    expect((await member.get('/v1/sessions')).status).toBe(403)
  })

  it('prints another one-time password in place of a lost one, and the old password is good no longer', async () => {
    const own = await signInAs(rollcall.url, { tenant: 'acme', email, password: 'four lamps on a quiet pier' })
    const { code, output } = await command('user', 'password', ...person)
    expect(code).toBe(0)
    const given = /once with: (\S+)/.exec(output)![1]!
    await eventually(async () => expect(await codeOf(own)).toBe('session-ended'))
    const old = { tenant: 'acme', email, password: 'four lamps on a quiet pier' }
    await expect(signInAs(rollcall.url, old)).rejects.toThrow('401')
    const once = await signInAs(rollcall.url, { ...old, password: given })
    const changed = await once.post('/v1/auth/password', { current: given, next: 'five lamps on a quiet pier' })
    expect(changed.status).toBeLessThan(300)
  })

  it('disables a person, whose page hears of it, and enables again', async () => {
    const signIn = { tenant: 'acme', email, password: 'five lamps on a quiet pier' }
    const own = await signInAs(rollcall.url, signIn)
    const page = openMe(rollcall.url, own.accessToken)
    await new Promise<void>((resolve) => page.once('connect', () => resolve()))
    const told = endedMessage(page)
    const { code } = await command('user', 'disable', ...person, '--reason', 'left')
    expect(code).toBe(0)
    expect(await told).toMatchObject({ cause: 'disabled' })
    await eventually(async () => expect(await codeOf(own)).toBe('session-ended'))
    await expect(signInAs(rollcall.url, signIn)).rejects.toThrow('401')
    expect((await command('user', 'enable', ...person)).code).toBe(0)
    await eventually(() => signInAs(rollcall.url, signIn))
  })

  it('says what is wrong and ends with 1', async () => {
    const { code, errors } = await command('user', 'disable', '--tenant', 'acme', '--email', 'nobody@acme.test')
    expect({ code, errors }).toMatchObject({ code: 1, errors: expect.stringContaining('nobody@acme.test') })
  })
})

describe('a folder in use', () => {
  it('is refused to a second Rollcall, and the first goes on', async () => {
    const second = await command('start')
    expect(second).toMatchObject({ code: 1, errors: expect.stringContaining('in use by another Rollcall') })
    expect((await httpClient(rollcall.url).get('/readyz')).status).toBe(200)
  })
})

describe('the next start', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('finds everything as %s has left it, and nothing running', async (signal) => {
    const own = await signInAs(rollcall.url, signInOf('member'))
    expect(await rollcall.end(signal)).toBe(0)
    await rollcall.gone()
    expect(processesAt(place.folder)).toEqual([])

    rollcall = await startAgain()
    expect(rollcall.output()).not.toContain('Writing a month')
    expect(await codeOf(own)).toBe('active')
    const analyst = await signInAs(rollcall.url, signInOf('analyst'))
    const kept = await analyst.get(`/v1/sessions/${own.sessionId}`)
    expect(kept.body).toMatchObject({ id: own.sessionId, status: 'active' })
  })

  it('follows a kill -9 of the server', async () => {
    const killed = rollcall
    process.kill(rollcall.pid, 'SIGKILL')
    rollcall = await startAgain()
    expect(rollcall.postgresPid).not.toBe(killed.postgresPid)
    await killed.gone()
    await signInAs(rollcall.url, signInOf('admin'))
  })

  it('follows a kill -9 of server and PostgreSQL together', async () => {
    process.kill(rollcall.pid, 'SIGKILL')
    process.kill(rollcall.postgresPid, 'SIGKILL')
    rollcall = await startAgain()
    expect(await codeOf(await signInAs(rollcall.url, signInOf('auditor')))).toBe('active')
  })

  it('is not needed to clean up when the process that npm started is killed', async () => {
    process.kill(rollcall.launcherPid, 'SIGKILL')
    await rollcall.gone()
    expect(processesAt(place.folder)).toEqual([])
  })

  it.each(['SIGTERM', 'SIGKILL'] as const)('ends with npm, whatever ends npm: %s', async (signal) => {
    rollcall = await startRollcallProcess({ data: place.folder, byNpm: true })
    await rollcall.end(signal)
    await rollcall.gone()
    expect(processesAt(place.folder)).toEqual([])
  })

  it('takes the next free port where the one asked for is taken, and says so', async () => {
    const neighbour = createServer().listen(0, '127.0.0.1')
    await once(neighbour, 'listening')
    const taken = (neighbour.address() as AddressInfo).port
    rollcall = await start({ PORT: String(taken) })
    expect(Number(new URL(rollcall.url).port)).toBeGreaterThan(taken)
    expect(rollcall.output()).toContain(`Port ${taken} is taken`)
    await signInAs(rollcall.url, signInOf('member'))
    neighbour.close()
  })

  it('refuses to be for real where the demo is', async () => {
    await rollcall.end()
    const { code, errors } = await command('start', '--no-demo')
    expect({ code, errors }).toMatchObject({ code: 1, errors: expect.stringContaining('holds the demo') })
    expect(processesAt(place.folder)).toEqual([])
  })
})
