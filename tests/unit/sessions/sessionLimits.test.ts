import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { CodedError } from '#services/ports/errors.ts'
import { changePolicy } from '../../support/changedPolicy.ts'
import {
  acme,
  login,
  memoryInstallation,
  password,
  type Installation,
  type Reply,
  sessionStack,
  type Stack,
} from '../../support/sessionStack.ts'
import { testAmbient, type TestAmbient } from '../../support/testAmbient.ts'

let ambient: TestAmbient
let installation: Installation
let stack: Stack
let tenant: Awaited<ReturnType<typeof acme>>
beforeEach(async () => {
  ambient = testAmbient()
  installation = memoryInstallation()
  stack = await sessionStack(installation, ambient)
  tenant = await acme(stack)
})
afterEach(() => stack.stop())

const limit = (limits: Partial<Policy['limits']>) => changePolicy(stack.people, tenant.tenantId, { limits })
/** One a minute, so that none began or was used at the same time as another. */
const signIn = async (change: Record<string, unknown> = {}, headers: Record<string, string> = {}): Promise<Reply> => {
  ambient.pass(60_000)
  return login(stack, change, { headers })
}
const isLive = async ({ body }: Reply) =>
  (await stack.call('GET /v1/auth/session', { token: body.accessToken })).status === 200
const liveOf = async (replies: readonly Reply[]) => Promise.all(replies.map(isLive))
const choose = (choice: unknown, end: readonly string[], headers: Record<string, string> = {}) =>
  stack.call('POST /v1/auth/login/choose', { body: { choice, end }, headers })
const dataOf = async (type: string): Promise<unknown[]> =>
  (await installation.store.readAll({ after: 0, limit: 1_000 }))
    .filter((event) => event.type === type)
    .map(({ data }) => data)
interface ReachedLimit {
  kind: string
  limit: number
  sessions: { id: string; startedAt: string; device: unknown; client: string }[]
  choice: string
}
const reachedIn = ({ body }: Reply) => body as unknown as ReachedLimit

describe('a sign-in at a limit that refuses', () => {
  it('is told which sessions there are, and goes on when some of them were chosen to end', async () => {
    await limit({ perPerson: 2, whenReached: 'refuse' })
    const [first, second] = [await signIn(), await signIn()]
    const third = await signIn({ device: { id: 'd3', name: 'My third' } })
    expect([third.status, third.body.code]).toEqual([409, 'session-limit'])
    const { kind, limit: most, sessions, choice } = reachedIn(third)
    expect([kind, most]).toEqual(['person', 2])
    expect(sessions.map(({ id }) => id)).toEqual([second.body.session.id, first.body.session.id])
    expect(sessions[0]).toMatchObject({ client: 'phone', device: { browser: 'Chrome 142', type: 'desktop' } })
    expect(await dataOf('LoginFailed')).toEqual([{ userId: tenant.userId, clientId: 'phone', cause: 'session-limit' }])

    const chosen = await choose(choice, [first.body.session.id])
    expect(chosen.status).toBe(200)
    expect(chosen.body.session).toMatchObject({
      client: 'phone',
      methods: ['pwd'],
      device: { id: 'd3', name: 'My third' },
    })
    expect(await liveOf([first, second, chosen])).toEqual([false, true, true])
    expect(await dataOf('SessionRevoked')).toMatchObject([{ sessionId: first.body.session.id, cause: 'limit' }])
  })

  it('is asked for no password at the choice, which works once, for five minutes, and for nobody else', async () => {
    await limit({ perPerson: 1, whenReached: 'refuse' })
    const first = await signIn()
    const { choice } = reachedIn(await signIn())
    const bob = await tenant.add('bob@acme.test')
    const others = await signIn({ email: 'bob@acme.test' })
    // Whatever is not the person's changes nothing, and makes no room.
    const foreign = await choose(choice, [others.body.session.id])
    expect([foreign.status, foreign.body.code]).toEqual([409, 'session-limit'])
    expect(await liveOf([first, others])).toEqual([true, true])

    const chosen = await choose(choice, [first.body.session.id])
    expect(chosen.body.user.id).not.toBe(bob)
    const again = await choose(choice, [chosen.body.session.id])
    expect([again.status, again.body.code]).toEqual([401, 'challenge-ended'])
    expect(await isLive(chosen)).toBe(true)

    const { choice: late } = reachedIn(await signIn())
    ambient.pass(5 * 60_000 - 1)
    const justInTime = await choose(late, [chosen.body.session.id])
    expect(justInTime.status).toBe(200)
    const { choice: tooLate } = reachedIn(await signIn())
    ambient.pass(5 * 60_000)
    expect((await choose(tooLate, [justInTime.body.session.id])).body.code).toBe('challenge-ended')
    for (const made of ['x', `${tooLate}A`, 'AAAA'])
      expect((await choose(made, [justInTime.body.session.id])).body.code).toBe('challenge-ended')
  })

  it('is worth nothing once all sessions of the person were ended, whoever holds it', async () => {
    await limit({ perPerson: 1, whenReached: 'refuse' })
    const first = await signIn()
    const { choice } = reachedIn(await signIn())
    await stack.call('POST /v1/auth/logout-all', { token: first.body.accessToken, body: { includeCurrent: true } })
    const chosen = await choose(choice, [first.body.session.id])
    expect([chosen.status, chosen.body.code]).toEqual([401, 'challenge-ended'])
  })

  it('lets one of many repeats of a choice through', async () => {
    await limit({ perPerson: 1, whenReached: 'refuse' })
    const first = await signIn()
    const { choice } = reachedIn(await signIn())
    const answers = await Promise.all(Array.from({ length: 5 }, () => choose(choice, [first.body.session.id])))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401, 401, 401, 401])
  })

  it('is worth nothing once the person has another password', async () => {
    await limit({ perPerson: 1, whenReached: 'refuse' })
    const first = await signIn()
    const { choice } = reachedIn(await signIn())
    await stack.people.commands.giveOneTimePassword({ tenantId: tenant.tenantId, userId: tenant.userId }, tenant.origin)
    const refused = await choose(choice, [first.body.session.id])
    expect([refused.status, refused.body.code]).toEqual([401, 'challenge-ended'])
  })

  it('tells a stranger nothing', async () => {
    await limit({ perPerson: 1, whenReached: 'refuse' })
    await signIn()
    expect((await signIn({ password: 'wrong horse battery' })).body.code).toBe('invalid-credentials')
  })
})

describe('a sign-in at a limit that ends a session', () => {
  it.each([
    ['end-oldest', 0],
    ['end-least-recent', 1],
  ] as const)('%s: ends that one, by policy', async (whenReached, ended) => {
    await limit({ perPerson: 2, whenReached })
    const [first, second] = [await signIn(), await signIn()]
    ambient.pass(30 * 60_000 - 61_000)
    await stack.call('POST /v1/auth/refresh', { body: { refreshToken: first.body.refreshToken } })
    expect((await signIn()).status).toBe(200)
    const revoked = (await installation.store.readAll({ after: 0, limit: 1_000 })).filter(
      ({ type }) => type === 'SessionRevoked',
    )
    expect(revoked).toMatchObject([
      {
        actor: { kind: 'policy', id: 'session-limit' },
        data: { cause: 'limit', sessionId: [first, second][ended]!.body.session.id },
      },
    ])
  })

  it('counts those that began before there was a limit', async () => {
    const before = [await signIn(), await signIn(), await signIn()]
    await limit({ perPerson: 2, whenReached: 'end-oldest' })
    const next = await signIn()
    expect(await liveOf([...before, next])).toEqual([false, false, true, true])
  })

  it('counts no session that has ended, by whatever', async () => {
    await limit({ perPerson: 2, whenReached: 'refuse' })
    const [first, second] = [await signIn(), await signIn()]
    await stack.call('POST /v1/auth/logout', { body: { refreshToken: first.body.refreshToken } })
    const third = await signIn()
    expect(third.status).toBe(200)
    await stack.people.commands.disableUser(
      { tenantId: tenant.tenantId, userId: tenant.userId, reason: null, message: null, ticket: null },
      tenant.origin,
    )
    await stack.people.commands.enableUser(
      { tenantId: tenant.tenantId, userId: tenant.userId, reason: null, message: null, ticket: null },
      tenant.origin,
    )
    expect((await signIn()).status).toBe(200)
    ambient.pass(7 * 86_400_000 - 60_001)
    expect((await signIn()).status).toBe(200)
    expect((await signIn()).status).toBe(200)
    expect(await isLive(second)).toBe(false)
  })
})

describe('limits of a device type, an application and a role', () => {
  it('count what they are for', async () => {
    const web = { clientId: 'web', name: 'Web', audience: 'acme-web', origins: [], transport: 'bearer' } as const
    await stack.people.commands.registerApplication({ tenantId: tenant.tenantId, ...web }, tenant.origin)
    await limit({ perApplication: { phone: 1 }, whenReached: 'refuse' })
    const phone = await signIn()
    expect(reachedIn(await signIn()).kind).toBe('application')
    expect((await signIn({ client: 'web' })).status).toBe(200)
    await limit({ perDeviceType: { desktop: 2 }, whenReached: 'refuse' })
    expect(reachedIn(await signIn()).kind).toBe('deviceType')
    expect(await isLive(phone)).toBe(true)
  })

  it('are those of the role where it has its own', async () => {
    await limit({
      perPerson: 1,
      overrides: [{ whose: { kind: 'role', role: 'member' }, rules: { perPerson: 2, whenReached: 'refuse' } }],
    })
    expect((await signIn()).status).toBe(200)
    expect((await signIn()).status).toBe(200)
    expect((await signIn()).body.code).toBe('session-limit')
  })
})

describe('a browser that signs in again', () => {
  const page = () => ({ origin: stack.url, 'rollcall-client': 'dashboard' })
  it('needs no room beside its own session, which it replaces', async () => {
    await limit({ perPerson: 1, whenReached: 'refuse' })
    const first = await signIn({ client: undefined }, page())
    const cookie = first.headers.getSetCookie()[0]!.split(';')[0]!
    const again = await signIn({ client: undefined }, { ...page(), cookie })
    expect(again.status).toBe(200)
    expect(await dataOf('SessionLoggedOut')).toMatchObject([{ sessionId: first.body.session.id, by: 'replaced' }])
    expect(reachedIn(await signIn({ client: undefined }, page())).kind).toBe('person')
  })

  it('chooses from its own page alone, and gets a cookie', async () => {
    await limit({ perPerson: 1, whenReached: 'refuse' })
    const first = await signIn({ client: undefined }, page())
    const { choice } = reachedIn(await signIn({ client: undefined }, page()))
    const foreign = await choose(choice, [first.body.session.id], { origin: 'https://evil.test' })
    expect([foreign.status, await isLive(first)]).toEqual([403, true])
    const chosen = await choose(choice, [first.body.session.id], page())
    expect(chosen.headers.getSetCookie()[0]).toMatch(/^__Host-rc-dashboard-/)
  })
})

describe('a person without limits', () => {
  it('leaves no trace of any', async () => {
    await signIn()
    expect(await dataOf('SessionSlotTaken')).toEqual([])
  })
})

describe('the cap of a whole tenant', () => {
  it('refuses whoever comes in beyond it, and says so in the log', async () => {
    await limit({ tenantWide: 2 })
    const inside = [await signIn(), await signIn()]
    const refused = await signIn()
    expect([refused.status, refused.body.code]).toEqual([409, 'session-limit'])
    expect(reachedIn(refused)).toMatchObject({ kind: 'tenant', limit: 2, sessions: [], choice: null })
    expect(await dataOf('LoginFailed')).toEqual([{ userId: tenant.userId, clientId: 'phone', cause: 'session-limit' }])
    expect(await dataOf('SessionRevoked')).toMatchObject([{ cause: 'limit' }])
    expect(await liveOf(inside)).toEqual([true, true])
    await stack.call('POST /v1/auth/logout', { token: inside[0]!.body.accessToken, body: {} })
    expect((await signIn()).status).toBe(200)
  })

  it('keeps out nobody who can make room, and nobody while the views are too far behind to tell', async () => {
    await stack.stop()
    const behind = async (): Promise<boolean> => {
      throw new CodedError('view-behind')
    }
    stack = await sessionStack(installation, ambient, { isBeyondCap: behind })
    await limit({ tenantWide: 1 })
    expect([(await signIn()).status, (await signIn()).status]).toEqual([200, 200])
    await stack.stop()
    stack = await sessionStack(installation, ambient)
    expect((await signIn()).status).toBe(409)
    const credential = { kind: 'password', password } as const
    const { tenantId, origin } = tenant
    const boss = { tenantId, email: 'boss@acme.test', name: 'Boss', credential }
    await stack.people.commands.addUser({ ...boss, roles: ['admin'] }, origin)
    expect((await signIn({ email: 'boss@acme.test' })).status).toBe(200)
  })
})
