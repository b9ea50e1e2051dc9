import { once } from 'node:events'
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { io, type Socket } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Caller, callerOf, socketGuard } from '../../../../client/guard/entry.ts'
import { eventually } from '../../../support/eventually.ts'
import { beatText, eventText, guardAlone, type GuardAlone, resetText } from '../../../support/rollcallDouble.ts'
import { ids, now, tokenOf } from '../../../support/vectors/vectorTokens.ts'

let alone: GuardAlone
let http: HttpServer
let sockets: Server
const clients: Socket[] = []

beforeEach(async () => {
  alone = guardAlone()
  await alone.tell(resetText() + beatText('p1', now * 1000))
  await alone.guard.ready()
  http = createServer().listen(0, '127.0.0.1')
  await once(http, 'listening')
  sockets = new Server(http)
  sockets.use(socketGuard(alone.guard))
  sockets.on('connection', (socket) => {
    socket.emit('who', callerOf(socket).userId)
  })
})
afterEach(async () => {
  clients.splice(0).forEach((client) => client.disconnect())
  await sockets.close()
  await alone.guard.close()
})

const connect = (token: unknown, namespace = '/'): Socket => {
  const client = io(`http://127.0.0.1:${(http.address() as AddressInfo).port}${namespace}`, {
    auth: { token },
    transports: ['websocket'],
    reconnection: false,
  })
  clients.push(client)
  return client
}
/** What an event brings. */
const next = (client: Socket, event: string): Promise<unknown> =>
  new Promise((resolve) => client.once(event, (...args: unknown[]) => resolve(args[0])))
const connected = async (token: string): Promise<Socket> => {
  const client = connect(token)
  expect(await next(client, 'who')).toBe(ids.ann)
  return client
}
const endSession = () => alone.tell(eventText('ended', { sessionId: ids.session, exp: now + 1_860, position: 'p2' }))

describe('a socket', () => {
  it('is refused without a good token', async () => {
    for (const token of [undefined, '', { token: 'x' }, 'x']) {
      const error = (await next(connect(token), 'connect_error')) as Error & { data: unknown }
      expect(error.data).toMatchObject({ code: 'not-signed-in' })
    }
  })

  it('is told and cut when its session ends, and no other', async () => {
    const [client, other] = [await connected(tokenOf()), await connected(tokenOf({ sid: ids.otherSession }))]
    const [told, cut] = [next(client, 'ended'), next(client, 'disconnect')]
    await endSession()
    expect(await told).toMatchObject({ code: 'session-ended' })
    expect(await cut).toBe('io server disconnect')
    expect(other.connected).toBe(true)
  })

  it('is cut too when its session ended while a later middleware was still at work', async () => {
    let [isWaiting, goOn] = [false, () => {}]
    sockets.use((_, next) => {
      isWaiting = true
      goOn = next
    })
    const client = connect(tokenOf())
    await eventually(() => expect(isWaiting).toBe(true))
    await endSession()
    const [told, cut] = [next(client, 'ended'), next(client, 'disconnect')]
    goOn()
    expect(await told).toMatchObject({ code: 'session-ended' })
    expect(await cut).toBe('io server disconnect')
  })

  it('that a later middleware refuses is not watched', async () => {
    const watched: string[] = []
    const guard = { ...alone.guard, watch: (caller: Caller) => (watched.push(caller.sessionId), () => {}) }
    sockets
      .of('/refusing')
      .use(socketGuard(guard))
      .use((_, next) => next(new Error('full')))
    const client = connect(tokenOf(), '/refusing')
    expect(await next(client, 'connect_error')).toMatchObject({ message: 'full' })
    expect(watched).toEqual([])
  })

  it('is cut by a rule that means it', async () => {
    const client = await connected(tokenOf())
    const told = next(client, 'ended')
    const rule = { scope: 'user', id: ids.ann, client: null, except: [], ends: false, at: '', gen: 1, exp: now + 1_860 }
    await alone.tell(eventText('not-before', { ...rule, position: 'p2' }))
    expect(await told).toMatchObject({ code: 'token-outdated' })
  })

  it('is cut when its token has expired', async () => {
    const client = await connected(tokenOf({ exp: now + 60 }))
    const told = next(client, 'ended')
    alone.clock.pass(60_000)
    expect(await told).toMatchObject({ code: 'not-signed-in' })
  })

  it('goes on with a newer token of its session, and with no other', async () => {
    const client = await connected(tokenOf())
    const renew = (token: string): Promise<unknown> => client.emitWithAck('renew', { token })
    expect(await renew('x')).toMatchObject({ code: 'not-signed-in' })
    expect(await renew(tokenOf({ sid: ids.otherSession }))).toMatchObject({ code: 'not-signed-in' })
    expect(await renew(tokenOf({ gen: '0.1', jti: 'newer' }))).toEqual({})
    const rule = { scope: 'user', id: ids.ann, client: null, except: [], ends: true, at: '', gen: 1, exp: now + 1_860 }
    await alone.tell(eventText('not-before', { ...rule, position: 'p2' }))
    expect(client.connected).toBe(true)
    const told = next(client, 'ended')
    await endSession()
    expect(await told).toMatchObject({ code: 'session-ended' })
  })
})
