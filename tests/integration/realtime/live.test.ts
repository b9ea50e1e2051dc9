import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { wirePositions } from '#services/keys/wirePositions.ts'
import { emailOf, password, testRollcall, type TestRollcall } from '../../support/rollcall.ts'
import { httpClient } from '../../support/httpClient.ts'
import {
  closeSockets,
  closing,
  connected,
  endedMessage,
  openLive,
  openMe,
  openPage,
  refusalOf,
  type MeClient,
} from '../../support/sockets.ts'

let rollcall: TestRollcall
beforeAll(async () => {
  rollcall = await testRollcall()
})
afterEach(closeSockets)
afterAll(() => rollcall.stop())

const analyst = (slug = 'acme') => rollcall.signIn(slug, 'analyst')
const phoneOf = (slug = 'acme') => rollcall.signIn(slug, 'member', { client: 'mobile' })
const positionOf = (headers: Headers) => headers.get('rollcall-position')!

describe('/live', () => {
  it('greets with a position, and the first frame starts exactly there', async () => {
    const page = openPage(rollcall.url, (await analyst()).accessToken)
    const { position, tenantId } = await page.hello
    expect(tenantId).toBe(rollcall.tenantId('acme'))
    const { sessionId } = await phoneOf()
    await expect.poll(page.sessionIds).toContain(sessionId)
    expect([...page.frames, ...page.beats].map(({ from }) => from)).toContain(position)
    expect(page.gaps()).toBe(0)
    const [frame] = page.frames
    expect(frame?.log.map(({ type }) => type)).toContain('SessionStarted')
    expect(frame?.counts.active).toBeGreaterThan(0)
  })

  it('beats while nothing happens, and every message starts where the one before ended', async () => {
    const page = openPage(rollcall.url, (await analyst()).accessToken)
    await page.hello
    await expect.poll(() => page.beats.length).toBeGreaterThanOrEqual(2)
    await phoneOf()
    await expect.poll(() => page.frames.length).toBeGreaterThan(0)
    expect(page.gaps()).toBe(0)
  })

  it('shows nobody another tenant, and gives positions that are no use there', async () => {
    const [page, foreign] = [
      openPage(rollcall.url, (await analyst()).accessToken),
      openPage(rollcall.url, (await analyst('globex')).accessToken),
    ]
    await Promise.all([page.hello, foreign.hello])
    const { sessionId } = await phoneOf('globex')
    await expect.poll(foreign.sessionIds).toContain(sessionId)
    expect(page.sessionIds()).not.toContain(sessionId)
    expect(await page.resume(foreign.at()!)).toEqual({ ok: false, code: 'invalid-position' })
  })

  it('continues a list exactly where the list ended', async () => {
    const { accessToken, get } = await analyst()
    const page = openPage(rollcall.url, accessToken)
    await page.hello
    await phoneOf()
    const listed = await get('/v1/sessions')
    const from = positionOf(listed.headers)
    const answer = await page.resume(from)
    if (!('frames' in answer)) throw new Error('expected frames')
    const { sessionId } = await phoneOf()
    await expect.poll(page.sessionIds).toContain(sessionId)
    const sent = [...answer.frames, ...page.frames, ...page.beats]
    expect(sent.map((message) => message.from)).toContain(from)
  })

  it('gives a page that was away what it missed, and goes on from there', async () => {
    const { accessToken } = await analyst()
    const before = openPage(rollcall.url, accessToken)
    await before.hello
    const from = before.at()!
    before.socket.disconnect()
    const missed = await phoneOf()
    const after = openPage(rollcall.url, accessToken)
    await after.hello
    await expect
      .poll(async () => {
        const answer = await after.resume(from)
        return 'frames' in answer ? answer.frames.flatMap(({ sessions }) => sessions.map(({ id }) => id)) : answer
      })
      .toContain(missed.sessionId)
    const answer = await after.resume(from)
    if (!('frames' in answer)) throw new Error('expected frames')
    expect(answer.frames[0]?.from).toBe(from)
    const reached = answer.frames.at(-1)!.to
    await phoneOf()
    await expect.poll(() => [...after.frames, ...after.beats].map((message) => message.from)).toContain(reached)
    expect(after.gaps()).toBe(0)
  })

  it('says to start again when what was missed is no longer kept', async () => {
    const page = openPage(rollcall.url, (await analyst()).accessToken)
    await page.hello
    const from = wirePositions(rollcall.database.masterKey).seal(rollcall.tenantId('acme'), 1)
    const { writer } = rollcall.database.databases
    await writer.query('update changes_kept set since = greatest(since, 5)')
    expect(await page.resume(from)).toEqual({ reset: true })
    const future = wirePositions(rollcall.database.masterKey).seal(rollcall.tenantId('acme'), 1_000_000)
    expect(await page.resume(future)).toEqual({ reset: true })
  })

  it('says to start again after a restore, whatever the position', async () => {
    const page = openPage(rollcall.url, (await analyst()).accessToken)
    await page.hello
    const before = wirePositions(rollcall.database.masterKey, 77)
    for (const position of [1, await rollcall.head()])
      expect(await page.resume(before.seal(rollcall.tenantId('acme'), position))).toEqual({ reset: true })
  })

  it('answers whatever is malformed with a code, and stays', async () => {
    const { socket, hello } = openPage(rollcall.url, (await analyst()).accessToken)
    await hello
    const say = (name: string, ...args: unknown[]): Promise<unknown> =>
      (socket as unknown as { emitWithAck: (name: string, ...args: unknown[]) => Promise<unknown> }).emitWithAck(
        name,
        ...args,
      )
    for (const request of [undefined, null, {}, { position: 7 }, { position: '' }, { position: 'x', more: 1 }, []])
      expect(await say('resume', request)).toEqual({ ok: false, code: 'invalid-request' })
    expect(await say('resume', { position: 'nonsense' })).toEqual({ ok: false, code: 'invalid-position' })
    expect(await say('renew', { token: 7 })).toEqual({ ok: false, code: 'invalid-request' })
    expect(await say('renew', { token: 'nonsense' })).toEqual({ ok: false, code: 'not-signed-in' })
    expect(await say('whatever', {})).toEqual({ ok: false, code: 'invalid-request' })
    expect(socket.connected).toBe(true)
  })
})

describe('who may watch', () => {
  it('is whoever has a role that may, from the dashboard', async () => {
    for (const role of ['analyst', 'admin', 'auditor'] as const) {
      const page = openPage(rollcall.url, (await rollcall.signIn('acme', role)).accessToken)
      expect((await page.hello).tenantId).toBe(rollcall.tenantId('acme'))
    }
    const member = await rollcall.signIn('acme', 'member')
    expect(await refusalOf(openLive(rollcall.url, member.accessToken))).toEqual({ code: 'forbidden' })
    const elsewhere = await rollcall.signIn('acme', 'admin', { client: 'web' })
    expect(await refusalOf(openLive(rollcall.url, elsewhere.accessToken))).toEqual({ code: 'forbidden' })
    const operator = await rollcall.signIn('system', 'operator')
    expect(await refusalOf(openLive(rollcall.url, operator.accessToken))).toEqual({ code: 'forbidden' })
  })

  it('is nobody without a good token', async () => {
    expect(await refusalOf(openLive(rollcall.url, ''))).toEqual({ code: 'not-signed-in' })
    expect(await refusalOf(openLive(rollcall.url, 'nonsense'))).toEqual({ code: 'not-signed-in' })
    expect(await refusalOf(openMe(rollcall.url, 'x'.repeat(9_000)))).toEqual({ code: 'not-signed-in' })
  })

  it('is nobody from a page elsewhere, not even with a good token', async () => {
    const { accessToken } = await analyst()
    const refused = await refusalOf(openLive(rollcall.url, accessToken, { origin: 'https://evil.test' }))
    expect(refused.code).toMatch(/websocket error/)
    await connected(openLive(rollcall.url, accessToken, { origin: rollcall.url }))
  })

  it('is nobody at the namespace that everybody gets', async () => {
    const { accessToken } = await analyst()
    const socket = openLive(rollcall.url.replace(/$/, '/'), accessToken)
    const everybody = socket.io.socket('/')
    everybody.connect()
    expect((await refusalOf(everybody)).code).toBe('not-found')
  })
})

describe('/me', () => {
  it('sends the caller their own sessions as they change, without a word of why, and nobody else’s', async () => {
    const mine = await rollcall.signIn('acme', 'member', { client: 'web' })
    const socket = openMe(rollcall.url, mine.accessToken)
    const rows: { id: string; isCurrent: boolean; reason: unknown; status: string }[] = []
    socket.on('session', (row) => rows.push(row))
    await connected(socket)
    const other = await phoneOf()
    const admin = await rollcall.signIn('acme', 'admin')
    await admin.post(`/v1/sessions/${other.sessionId}/revoke`, { reason: 'seen in two cities', message: 'Call us' })
    await expect.poll(() => rows.filter(({ status }) => status === 'revoked')).toHaveLength(1)
    expect(rows.find(({ status }) => status === 'revoked')).toMatchObject({
      id: other.sessionId,
      isCurrent: false,
      reason: null,
      message: 'Call us',
    })
    expect(new Set(rows.map(({ id }) => id))).not.toContain(admin.sessionId)
  })

  it('takes no more than it needs', async () => {
    const socket = openMe(rollcall.url, (await phoneOf()).accessToken)
    await connected(socket)
    const closed = closing(socket)
    ;(socket as unknown as { emit: (name: string, data: string) => void }).emit('renew', 'x'.repeat(20_000))
    expect(await closed).toBe('transport close')
  })
})

describe('a session that reaches its end', () => {
  const signInFor = async (absoluteSeconds: number): Promise<string> => {
    const { status, body } = await httpClient(rollcall.url).post(
      '/v1/auth/login',
      {
        tenant: 'acme',
        email: emailOf('analyst', 'acme'),
        password,
        client: 'dashboard',
        transport: 'cookie',
        lifetime: { absoluteSeconds },
      },
      { origin: rollcall.url, 'rollcall-client': 'dashboard' },
    )
    expect(status).toBe(200)
    return (body as { accessToken: string }).accessToken
  }

  it('is told so on both namespaces before they are cut, over one connection or two', async () => {
    const token = await signInFor(3)
    const live = openLive(rollcall.url, token)
    const beside: MeClient = live.io.socket('/me', { auth: { token } })
    const apart = openMe(rollcall.url, token)
    const heard: string[] = []
    const watched = [live, beside.connect(), apart].map(async (socket, index) => {
      const [ended, closed] = [endedMessage(socket), closing(socket)]
      void ended.then(() => heard.push(`ended ${index}`))
      void closed.then(() => heard.push(`closed ${index}`))
      await connected(socket)
      return { ended: await ended, closed: await closed }
    })
    for (const { ended, closed } of await Promise.all(watched)) {
      expect(ended).toEqual({ cause: 'absolute', message: null, endedAt: expect.any(String) })
      expect(closed).toBe('io server disconnect')
    }
    for (const index of [0, 1, 2])
      expect(heard.indexOf(`ended ${index}`)).toBeLessThan(heard.indexOf(`closed ${index}`))
  })
})
