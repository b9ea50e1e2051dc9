import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { besideRollcall, type BesideRollcall } from '../../support/besideRollcall.ts'
import { type HttpAnswer, type HttpClient, httpClient } from '../../support/httpClient.ts'
import { realAmbient } from '../../support/realAmbient.ts'
import { emailOf, password, testRollcall, type SignedInClient, type TestRollcall } from '../../support/rollcall.ts'

const rounds = Number(process.env['RACE_ROUNDS'] ?? 12)
/** A round takes some 50 ms, and on a machine that is busy a second or two. */
const raceMs = 60_000 + rounds * 3_000
const patience = { timeout: 30_000, interval: 50 }

let one: TestRollcall
let other: BesideRollcall
let admin: SignedInClient
let analyst: SignedInClient
/** The application `web` at the other process. */
let web: HttpClient
let there: HttpClient
beforeAll(async () => {
  one = await testRollcall({ slugs: ['acme'] })
  other = await besideRollcall(one)
  admin = await one.signIn('acme', 'admin')
  analyst = await one.signIn('acme', 'analyst')
  web = httpClient(other.url, { 'rollcall-key': await one.apiKey('acme', ['sessions']) })
  there = httpClient(other.url)
  await byReference()
  await dieAfterDisabling()
}, 240_000)
afterAll(async () => {
  await other.stop()
  await one.stop()
})

interface Granted {
  accessToken: string
  refreshToken: string
}
const bodyOf = <Body>(answer: HttpAnswer): Body => answer.body as Body
const codeOf = ({ body }: HttpAnswer): string | undefined => (body as { code?: string } | null)?.code
const memberId = () => one.userId('acme', 'member')
const context = { ip: '203.0.113.7', userAgent: 'Mozilla/5.0' }
const byReference = () =>
  web.post('/v1/sessions', {
    userRef: 'member',
    email: emailOf('member', 'acme'),
    client: 'web',
    context,
    authMethods: ['pwd'],
  })
/** The other process may hear a moment later that a hold or block was lifted. */
const signedInByReference = async (): Promise<Granted> => {
  let answer = await byReference()
  await expect
    .poll(async () => (answer.status === 201 ? answer : (answer = await byReference())).status, patience)
    .toBe(201)
  return bodyOf(answer)
}
const byPassword = (more = {}) =>
  there.post('/v1/auth/login', {
    tenant: 'acme',
    email: emailOf('member', 'acme'),
    password,
    client: 'web',
    transport: 'bearer',
    ...more,
  })
const refresh = ({ refreshToken }: Granted) => there.post('/v1/auth/refresh', { refreshToken })
const isDead = async ({ accessToken }: Granted): Promise<boolean> => {
  const { body } = await httpClient(other.url, { authorization: `Bearer ${accessToken}` }).get('/v1/auth/session')
  return (body as { active?: boolean }).active !== true
}
const hold = (by: SignedInClient = analyst, hours = 4) =>
  by.post(`/v1/users/${memberId()}/hold`, { reason: 'stolen laptop', message: 'Call us.', hours })
const release = () => admin.send('DELETE', `/v1/users/${memberId()}/hold`, { reason: 'found' })
const block = (kind: string, value: string, more = {}) =>
  analyst.post('/v1/blocks', { kind, value, hours: 1, reason: 'guessing', ...more })
const lift = (answer: HttpAnswer) =>
  analyst.send('DELETE', `/v1/blocks/${bodyOf<{ block: { id: string } }>(answer).block.id}`, { reason: 'over' })

/** Begins in `beforeAll`, because it takes its time. */
let abandoned: { operationId: string; sessionId: string }
/** Does what a process does that dies between disabling somebody and the start of the operation. */
const dieAfterDisabling = async (): Promise<void> => {
  const { sessionId } = await one.signIn('acme', 'auditor')
  const operationId = realAmbient.random.id()
  const person = { tenantId: one.tenantId('acme'), userId: one.userId('acme', 'auditor') }
  const why = { reason: 'left', message: null, ticket: null }
  const by = { kind: 'admin', id: one.userId('acme', 'admin') } as const
  const origin = { actor: by, correlationId: realAmbient.random.id(), context: null }
  await one.rollcall.tenants.commands.disableUser({ ...person, operationId, ...why }, origin)
  abandoned = { operationId, sessionId }
}

describe('a hold', () => {
  it('ends every session, and lets nobody in by password, reference or link until an admin lifts it', async () => {
    const signedIn = bodyOf<Granted>(await byPassword())
    const referred = await signedInByReference()
    const link = bodyOf<{ link: string }>(await admin.post(`/v1/users/${memberId()}/password-reset`, {})).link
    const wrong = await byPassword({ password: 'wrong' })
    const held = await hold()
    expect(held).toMatchObject({ status: 200, body: { operation: { kind: 'hold', userId: memberId() } } })
    for (const granted of [signedIn, referred]) {
      await expect.poll(() => isDead(granted), patience).toBe(true)
      expect(codeOf(await refresh(granted))).toBe('session-ended')
    }
    const refused = await byPassword()
    expect([refused.status, codeOf(refused)]).toEqual([wrong.status, codeOf(wrong)])
    expect(codeOf(await byReference())).toBe('person-refused')
    const token = new URL(link).hash.slice(1)
    expect(codeOf(await there.post('/v1/auth/password/reset', { token, next: 'another battery staple' }))).toBe(
      'invalid-credentials',
    )
    expect(codeOf(await admin.post(`/v1/users/${memberId()}/password-reset`, {}))).toBe('wrong-state')
    expect((await analyst.send('DELETE', `/v1/users/${memberId()}/hold`, {})).status).toBe(403)
    expect((await release()).status).toBe(204)
    expect((await byPassword()).status).toBe(200)
  })

  it('is shown with who holds until when and why, and found by held:true', async () => {
    const { position, until } = bodyOf<{ position: string; until: string }>(await hold())
    const people = async (filter: string, minPosition: string) =>
      bodyOf<{ items: { id: string; held: boolean; hold: object | null }[] }>(
        await analyst.get(`/v1/people?filter=${encodeURIComponent(filter)}&minPosition=${minPosition}`),
      ).items
    expect(await people('held:true', position)).toMatchObject([
      {
        id: memberId(),
        held: true,
        hold: { until, reason: 'stolen laptop', by: { id: one.userId('acme', 'analyst'), name: 'analyst of acme' } },
      },
    ])
    const lifted = (await release()).headers.get('rollcall-position')!
    expect(await people('held:true', lifted)).toEqual([])
  })

  it('is not for oneself, and a shorter one takes nothing from a longer one', async () => {
    const self = await analyst.get(`/v1/users/${one.userId('acme', 'analyst')}/hold`)
    expect(codeOf(self)).toBe('locks-you-out')
    const long = bodyOf<{ until: string }>(await hold(analyst, 24)).until
    expect(bodyOf<{ until: string }>(await hold(analyst, 1)).until).toBe(long)
    await release()
  })

  it('lets nothing live that raced with it', { timeout: raceMs }, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const before = [await signedInByReference(), await signedInByReference()]
      const racing = [...before.map(refresh), byReference(), byReference(), ...(round % 10 === 0 ? [byPassword()] : [])]
      expect((await hold()).status).toBe(200)
      expect(codeOf(await byReference())).toBe('person-refused')
      const granted = (await Promise.all(racing))
        .filter(({ status }) => status < 300)
        .map((answer) => bodyOf<Granted>(answer))
      for (const grant of [...before, ...granted]) {
        expect((await refresh(grant)).status).toBe(401)
        await expect.poll(() => isDead(grant), patience).toBe(true)
      }
      expect((await release()).status).toBe(204)
    }
  })
})

describe('a block', () => {
  it('of an address ends its sessions and refuses it in every process, until it is lifted', async () => {
    const before = await signedInByReference()
    const { body: preview } = await analyst.post('/v1/blocks/preview', { kind: 'address', value: '203.0.113.7' })
    expect(preview).toMatchObject({ filter: 'ip:203.0.113.7', catchesMine: false })
    const added = await block('address', '203.0.113.7')
    expect(added).toMatchObject({
      status: 200,
      body: { block: { kind: 'address', by: { name: 'analyst of acme' } }, operation: { kind: 'block' } },
    })
    await expect.poll(() => isDead(before), patience).toBe(true)
    expect(codeOf(await byReference())).toBe('person-refused')
    expect((await analyst.get('/v1/blocks')).body).toMatchObject({
      items: [{ value: '203.0.113.7', reason: 'guessing' }],
    })
    expect((await lift(added)).status).toBe(204)
    await signedInByReference()
    expect((await lift(added)).status).toBe(404)
  })

  it('of the way in of whoever asks says so first', async () => {
    const { body: preview } = await analyst.post('/v1/blocks/preview', { kind: 'network', value: '127.0.0.0/8' })
    const isMine = (preview as { catchesMine: boolean }).catchesMine
    const network = isMine ? '127.0.0.0/8' : '::1/128'
    expect(codeOf(await block('network', network))).toBe('locks-you-out')
    expect(codeOf(await block('network', network, { includingMine: true }))).toBe('locks-you-out')
    expect(codeOf(await block('application', 'dashboard', { includingMine: true }))).toBe('locks-you-out')
  })

  it.each([
    ['address', 'example.org'],
    ['network', '203.0.113.7'],
    ['network', '0.0.0.0/0'],
    ['network', '::/0'],
    ['country', 'Atlantis'],
    ['application', 'nowhere'],
  ])('of kind %s is refused for %j', async (kind, value) => {
    expect(await block(kind, value)).toMatchObject({ status: 400, body: { errors: [{ path: 'body.value' }] } })
  })

  it('lets nothing live that raced with it', { timeout: raceMs }, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const before = [await signedInByReference(), await signedInByReference()]
      const racing = [...before.map(refresh), byReference(), byReference()]
      const added = await block('application', 'web')
      expect(added.status).toBe(200)
      expect(codeOf(await byReference())).toBe('person-refused')
      const granted = (await Promise.all(racing))
        .filter(({ status }) => status < 300)
        .map((answer) => bodyOf<Granted>(answer))
      for (const grant of [...before, ...granted]) await expect.poll(() => isDead(grant), patience).toBe(true)
      for (const grant of [...before, ...granted]) expect((await refresh(grant)).status).toBe(401)
      expect((await lift(added)).status).toBe(204)
    }
  })
})

describe('an API key that is revoked', () => {
  it('begins no session once that is acknowledged, whatever raced with it', { timeout: raceMs }, async () => {
    const order = { name: 'racing', scopes: ['sessions'], applicationId: 'web', expiresAt: null }
    for (let round = 0; round < rounds; round += 1) {
      const { apiKey, key } = bodyOf<{ apiKey: { id: string }; key: string }>(await admin.post('/v1/api-keys', order))
      const [here, beside] = [one.url, other.url].map((url) => httpClient(url, { 'rollcall-key': key }))
      const begin = (client: HttpClient) =>
        client.post('/v1/sessions', { userRef: 'member', client: 'web', context, authMethods: ['pwd'] })
      // The other process hears of the key a moment later.
      await expect.poll(async () => (await begin(beside!)).status, patience).toBe(201)
      const racing = [begin(here!), begin(beside!), begin(here!), begin(beside!)]
      expect((await admin.delete(`/v1/api-keys/${apiKey.id}`)).status).toBe(204)
      expect((await begin(here!)).status).toBe(401)
      await expect.poll(async () => (await begin(beside!)).status, { timeout: 30_000, interval: 20 }).toBe(401)
      for (const { status } of await Promise.all(racing)) expect([201, 401]).toContain(status)
    }
  })
})

describe('a disabling whose process died before it started the operation', () => {
  it('has its operation started by another process, which lists what it ended', async () => {
    const { operationId, sessionId } = abandoned
    const read = () => analyst.get(`/v1/operations/${operationId}`)
    await expect
      .poll(read, { timeout: 40_000, interval: 250 })
      .toMatchObject({ body: { operation: { kind: 'disable', state: 'finished', sessions: 1, ended: 1 } } })
    expect((await read()).body).toMatchObject({
      operation: { userId: one.userId('acme', 'auditor'), by: { name: 'admin of acme' }, reason: 'left' },
    })
    const { body } = await analyst.get(`/v1/operations/${operationId}/results`)
    expect(body).toMatchObject({ items: [{ sessionId, outcome: 'ended' }] })
  })
})
