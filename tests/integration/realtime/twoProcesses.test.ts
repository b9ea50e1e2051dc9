import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { besideRollcall, type BesideRollcall } from '../../support/besideRollcall.ts'
import { testRollcall, type SignedInClient, type TestRollcall } from '../../support/rollcall.ts'
import { closeSockets, closing, connected, endedMessage, openMe, openPage } from '../../support/sockets.ts'

let one: TestRollcall
let other: BesideRollcall
let admin: SignedInClient
beforeAll(async () => {
  one = await testRollcall({ slugs: ['acme'] })
  other = await besideRollcall(one)
  admin = await one.signIn('acme', 'admin')
})
afterEach(closeSockets)
afterAll(async () => {
  await other.stop()
  await one.stop()
})

const phone = () => one.signIn('acme', 'member', { client: 'mobile' })

describe('two processes over one database', () => {
  it('a logout forced in one closes the sockets in the other, which confirms it', async () => {
    const ended = await phone()
    const sockets = [openMe(one.url, ended.accessToken), openMe(other.url, ended.accessToken)]
    await Promise.all(sockets.map(connected))
    const told = Promise.all(sockets.map(endedMessage))
    const closed = Promise.all(sockets.map(closing))
    const { body } = await admin.post(`/v1/sessions/${ended.sessionId}/revoke`, { reason: 'r', message: 'Call us' })
    expect((await told).map(({ message }) => message)).toEqual(['Call us', 'Call us'])
    await closed
    const operationId = (body as { operation: { id: string } }).operation.id
    const effect = async () => {
      const answer = (await admin.get(`/v1/operations/${operationId}`)).body
      return (answer as { operation?: { effect: { sockets: unknown } | null } }).operation?.effect?.sockets
    }
    await expect.poll(effect).toMatchObject({ open: 2, waiting: 0 })
  })

  it('what people have open in both is counted together, and not once it is closed', async () => {
    const signedIn = await phone()
    const mine = [openMe(one.url, signedIn.accessToken), openMe(other.url, signedIn.accessToken)]
    const page = openPage(other.url, admin.accessToken)
    await Promise.all([...mine.map(connected), page.hello])
    const people = async () => ((await admin.get('/v1/connections')).body as { people: Record<string, number> }).people
    await expect.poll(people).toEqual({ pages: 1, sockets: 2, streams: 0 })
    for (const socket of [...mine, page.socket]) socket.disconnect()
    await expect.poll(people).toEqual({ pages: 0, sockets: 0, streams: 0 })
  })

  it('a page goes on in the other where it stood in the one', async () => {
    const before = openPage(one.url, admin.accessToken)
    await before.hello
    const from = before.at()!
    before.socket.disconnect()
    const missed = await phone()
    const after = openPage(other.url, admin.accessToken)
    await after.hello
    await expect
      .poll(async () => {
        const answer = await after.resume(from)
        return 'frames' in answer ? answer.frames.flatMap(({ sessions }) => sessions.map(({ id }) => id)) : answer
      })
      .toContain(missed.sessionId)
    const { sessionId } = await phone()
    await expect.poll(after.sessionIds).toContain(sessionId)
    expect(after.gaps()).toBe(0)
  })
})
