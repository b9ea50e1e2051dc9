import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { testRollcall, type SignedInClient, type TestRollcall } from '../../support/rollcall.ts'
import {
  closeSockets,
  closing,
  connected,
  endedMessage,
  openLive,
  openMe,
  refusalOf,
  type LiveClient,
  type MeClient,
} from '../../support/sockets.ts'

let rollcall: TestRollcall
let admin: SignedInClient
beforeAll(async () => {
  rollcall = await testRollcall({ slugs: ['acme'] })
  admin = await rollcall.signIn('acme', 'admin')
})
afterEach(closeSockets)
afterAll(() => rollcall.stop())

const phone = () => rollcall.signIn('acme', 'member', { client: 'mobile' })
const watching = async (socket: LiveClient | MeClient) => {
  await connected(socket)
  return { socket, ended: endedMessage(socket), closed: closing(socket) }
}
const revoke = (sessionId: string, why: Record<string, unknown> = {}) =>
  admin.post(`/v1/sessions/${sessionId}/revoke`, { reason: 'seen in two cities', ticket: 'SEC-1', ...why })
interface Operation {
  effect: { sockets: { open: number; closedAfterMs: number | null; waiting: number } } | null
}
const operationOf = async (operationId: string) =>
  ((await admin.get(`/v1/operations/${operationId}`)).body as { operation?: Operation }).operation

describe('a forced logout', () => {
  it('reaches the sockets of that session on both namespaces, with the message and no reason, and closes them', async () => {
    const ended = await rollcall.signIn('acme', 'analyst')
    const [live, me] = await Promise.all([
      watching(openLive(rollcall.url, ended.accessToken)),
      watching(openMe(rollcall.url, ended.accessToken)),
    ])
    const bystander = await watching(openMe(rollcall.url, (await rollcall.signIn('acme', 'analyst')).accessToken))
    const { status } = await revoke(ended.sessionId, { message: 'Call us' })
    expect(status).toBe(200)
    for (const socket of [live, me]) {
      expect(await socket.ended).toEqual({ cause: 'admin', message: 'Call us', endedAt: expect.any(String) })
      expect(await socket.closed).toBe('io server disconnect')
    }
    expect(bystander.socket.connected).toBe(true)
    expect(await refusalOf(openMe(rollcall.url, ended.accessToken))).toMatchObject({
      code: 'session-ended',
      cause: 'admin',
      message: 'Call us',
    })
  })

  it('says the tenant’s neutral words where nobody wrote any', async () => {
    const ended = await phone()
    const me = await watching(openMe(rollcall.url, ended.accessToken))
    await revoke(ended.sessionId)
    const { message } = await me.ended
    expect(message).toBe(
      (await rollcall.rollcall.tenants.directory.tenant(rollcall.tenantId('acme')))?.policy.texts.neutralMessage,
    )
  })

  it('puts no words of the tenant into the ending of one’s own session', async () => {
    const person = await phone()
    const other = await phone()
    const me = await watching(openMe(rollcall.url, other.accessToken))
    expect((await person.delete(`/v1/me/sessions/${other.sessionId}`)).status).toBe(200)
    expect(await me.ended).toMatchObject({ cause: 'user', message: null })
  })

  it('has an effect that is measured to the socket’s closing and kept with the operation', async () => {
    const ended = await phone()
    const [one, two] = await Promise.all([
      watching(openMe(rollcall.url, ended.accessToken)),
      watching(openMe(rollcall.url, ended.accessToken)),
    ])
    const { body } = await revoke(ended.sessionId)
    await Promise.all([one.closed, two.closed])
    const operationId = (body as { operation: { id: string } }).operation.id
    await expect
      .poll(async () => (await operationOf(operationId))?.effect?.sockets)
      .toMatchObject({
        open: 2,
        waiting: 0,
        closedAfterMs: expect.any(Number),
      })
    const results = await admin.get(`/v1/operations/${operationId}/results`)
    expect(results.body).toMatchObject({
      items: [{ sessionId: ended.sessionId, outcome: 'ended', closedAfterMs: expect.any(Number) }],
    })
  })

  it('of a person ends all their sockets but the excepted', async () => {
    const [kept, ended] = await Promise.all([phone(), phone()])
    const [stays, goes] = await Promise.all([
      watching(openMe(rollcall.url, kept.accessToken)),
      watching(openMe(rollcall.url, ended.accessToken)),
    ])
    const userId = rollcall.userId('acme', 'member')
    await admin.post(`/v1/users/${userId}/revoke-sessions`, { reason: 'left', except: [kept.sessionId] })
    expect(await goes.ended).toMatchObject({ cause: 'admin' })
    await goes.closed
    expect(stays.socket.connected).toBe(true)
    expect(await (stays.socket as MeClient).emitWithAck('renew', { token: kept.accessToken })).toEqual({ ok: true })
  })
})

describe('a socket', () => {
  it('is told when its session signs out elsewhere', async () => {
    const session = await phone()
    const me = await watching(openMe(rollcall.url, session.accessToken))
    await session.post('/v1/auth/logout')
    expect(await me.ended).toMatchObject({ cause: 'person', message: null })
    await me.closed
  })

  it('is cut without an end when the person’s roles change, and its token is refused from then on', async () => {
    const analyst = await rollcall.signIn('acme', 'analyst')
    const live = await watching(openLive(rollcall.url, analyst.accessToken))
    const heard: unknown[] = []
    ;(live.socket as MeClient).on('ended', (message) => heard.push(message))
    const origin = { actor: { kind: 'system', id: 'test' } as const, correlationId: 'test', context: null }
    const { tenants } = rollcall.rollcall
    const command = { tenantId: rollcall.tenantId('acme'), userId: rollcall.userId('acme', 'analyst') }
    const because = { reason: null, message: null, ticket: null }
    await tenants.commands.changeRoles({ ...command, roles: ['member'], ...because }, origin)
    await live.closed
    expect(heard).toEqual([])
    expect(await refusalOf(openLive(rollcall.url, analyst.accessToken))).toMatchObject({ code: 'token-outdated' })
    await tenants.commands.changeRoles({ ...command, roles: ['analyst'], ...because }, origin)
  })

  it('takes a newer token of its own session and of no other', async () => {
    const [mine, other] = await Promise.all([phone(), phone()])
    const { socket } = await watching(openMe(rollcall.url, mine.accessToken))
    const renew = (token: string) => (socket as MeClient).emitWithAck('renew', { token })
    expect(await renew(mine.accessToken)).toEqual({ ok: true })
    expect(await renew(other.accessToken)).toEqual({ ok: false, code: 'forbidden' })
    expect(await renew(admin.accessToken)).toEqual({ ok: false, code: 'forbidden' })
    expect(socket.connected).toBe(true)
  })
})
