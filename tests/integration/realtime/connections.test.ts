import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import type { Refusal } from '#services/http/refusalLog.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { EffectReport } from '#services/ports/effects.ts'
import { realtimeAlone, tokenFor } from '../../support/realtimeAlone.ts'
import { closeSockets, closing, connected, openLive, openMe, refusalOf, wireOf } from '../../support/sockets.ts'

type Realtime = Awaited<ReturnType<typeof realtimeAlone>>
const running: Realtime[] = []
const start = async (...change: Parameters<typeof realtimeAlone>): Promise<Realtime> => {
  const realtime = await realtimeAlone(...change)
  running.push(realtime)
  return realtime
}
afterEach(async () => {
  closeSockets()
  for (const realtime of running.splice(0)) await realtime.stop()
})

const revoked = { sessionId: 's1', userId: 'u1', cause: 'admin', reason: 'r', message: null, ticket: null }

describe('an access token that runs out', () => {
  it('takes its socket with it, unless it was renewed in time', async () => {
    const { url, clock, pass } = await start()
    const soon = clock.now() + 60_000
    const [kept, lost] = [openMe(url, tokenFor('s1', soon)), openMe(url, tokenFor('s2', soon))]
    await Promise.all([connected(kept), connected(lost)])
    expect(await kept.emitWithAck('renew', { token: tokenFor('s1', soon + 60_000) })).toEqual({ ok: true })
    const closed = closing(lost)
    pass(60_000)
    expect(await closed).toBe('io server disconnect')
    expect(kept.connected).toBe(true)
  })
})

describe('a session that ends', () => {
  it('between admission and the rooms does not slip through', async () => {
    let asked = 0
    const checkSession = (token: string) => {
      asked += 1
      if (asked > 1) throw new Error('ended meanwhile')
      return { ...caller, sessionId: token }
    }
    const { url } = await start({ checkSession })
    expect(await closing(openMe(url, 'any'))).toBe('io server disconnect')
  })

  it('leaves no connection behind, though the client does not answer', async () => {
    const { url, append, counts, connections } = await start()
    const socket = openMe(url, tokenFor('s1'))
    await connected(socket)
    wireOf(socket).pause()
    append('SessionRevoked', { ...revoked, operationId: null })
    expect(counts()).toEqual({ live: 0, me: 0 })
    await expect.poll(connections).toBe(0)
  })

  it('for an operation is confirmed when the connection has closed, one for both namespaces', async () => {
    const { url, append, reports } = await start()
    const heard: EffectReport[] = []
    reports.listen((report) => heard.push(report))
    const live = openLive(url, tokenFor('s1'))
    const me = live.io.socket('/me', { auth: { token: tokenFor('s1') } })
    await Promise.all([connected(live), connected(me.connect())])
    append('SessionRevoked', { ...revoked, operationId: 'o1' }, 7)
    const confirmed = { operationId: 'o1', sessionId: 's1', open: 1, closed: 1 }
    await expect
      .poll(() => heard.filter(({ applied }) => applied === 7).flatMap(({ sockets }) => sockets))
      .toContainEqual(confirmed)
  })
})

describe('a connection', () => {
  it('is refused to an address that opens too many, behind trusted proxies too', async () => {
    const asked: unknown[] = []
    const { url } = await start({
      clientAddress: ({ forwardedFor }) => forwardedFor ?? 'itself',
      admitAddress: (address) => {
        asked.push(address)
        return address !== '203.0.113.7'
      },
    })
    await refusalOf(openMe(url, tokenFor('s1'), { 'x-forwarded-for': '203.0.113.7' }))
    await connected(openMe(url, tokenFor('s1')))
    expect(asked).toEqual(['203.0.113.7', 'itself'])
  })

  it('is closed by a message that is no message, and nobody else notices', async () => {
    const { url } = await start()
    const [broken, fine] = [openMe(url, tokenFor('s1')), openMe(url, tokenFor('s2'))]
    await Promise.all([connected(broken), connected(fine)])
    for (const nonsense of ['2["a"', '2{}', '5', '451-["x",{"_placeholder":true}]', '9', 'x'.repeat(1_000)]) {
      const socket = openMe(url, tokenFor('s3'))
      await connected(socket)
      const closed = closing(socket)
      socket.io.engine.write(nonsense)
      // What is merely unfinished waits for its rest; the connection is closed at the next nonsense.
      socket.io.engine.write('nonsense')
      await closed
    }
    expect(fine.connected).toBe(true)
  })
})

/** Counts the tokens that were looked at; only `good` ones hold, each look takes a moment. */
const lookingAtTokens = async () => {
  const looked: string[] = []
  const checkSession = async (token: string) => {
    looked.push(token)
    await pause(5)
    if (!token.startsWith('good')) throw new CodedError('not-signed-in')
    return { ...caller, sessionId: 's1' }
  }
  return { looked, ...(await start({ checkSession })) }
}

describe('what a socket is refused', () => {
  it('leaves a line that says where, what and who, and no token', async () => {
    const refusals: Refusal[] = []
    const { url } = await start({
      noteRefusal: (refusal) => void refusals.push(refusal),
      clientAddress: ({ forwardedFor }) => forwardedFor ?? '198.51.100.7',
      admitAddress: (address) => address !== '203.0.113.7',
    })
    await refusalOf(openMe(url, tokenFor('s1'), { 'x-forwarded-for': '203.0.113.7' }))
    await refusalOf(openMe(url, tokenFor('s1'), { origin: 'https://evil.test' }))
    await refusalOf(openLive(url, 'a-secret-that-is-no-token'))
    const socket = openMe(url, tokenFor('s1'))
    await connected(socket)
    await socket.emitWithAck('renew', { token: 'another-secret' })
    await socket.emitWithAck('renew', { token: tokenFor('s2') })
    for (let n = 0; n < 30; n += 1) await socket.emitWithAck('renew', { token: '' })
    const address = '198.51.100.7'
    const connecting = { method: 'connect', caller: null }
    expect(refusals.filter(({ code }) => code !== 'invalid-request').slice(0, 6)).toEqual([
      { ...connecting, code: 'rate-limited', route: null, address: '203.0.113.7' },
      { ...connecting, code: 'origin-refused', route: null, address },
      { ...connecting, code: 'not-signed-in', route: '/live', address },
      {
        method: 'renew',
        code: 'not-signed-in',
        route: '/me',
        address,
        caller: expect.objectContaining({ sessionId: 's1' }),
      },
      {
        method: 'renew',
        code: 'forbidden',
        route: '/me',
        address,
        caller: expect.objectContaining({ sessionId: 's1' }),
      },
      {
        method: 'renew',
        code: 'rate-limited',
        route: '/me',
        address,
        caller: expect.objectContaining({ sessionId: 's1' }),
      },
    ])
    expect(JSON.stringify(refusals)).not.toContain('secret')
  })
})

describe('a connection that tries tokens out', () => {
  it('has five looked at, however fast it sends them, and is cut', async () => {
    const { url, looked, connections } = await lookingAtTokens()
    const socket = openMe(url, 'good')
    await connected(socket)
    looked.length = 0
    for (let n = 0; n < 5_000; n += 1) socket.io.engine.write(`0/live,{"token":"junk ${n}"}`)
    await closing(socket)
    expect(looked.filter((token) => token.startsWith('junk'))).toHaveLength(5)
    await expect.poll(connections).toBe(0)
  })

  it('is cut after five as well where it asks for a renewal, one after the other', async () => {
    const { url, looked } = await lookingAtTokens()
    const socket = openMe(url, 'good')
    await connected(socket)
    const closed = closing(socket)
    for (let n = 0; n < 5; n += 1)
      expect(await socket.emitWithAck('renew', { token: `junk ${n}` })).toEqual({ ok: false, code: 'not-signed-in' })
    await closed
    expect(looked.filter((token) => token.startsWith('junk'))).toHaveLength(5)
  })

  it('is not one that renews a good token as often as it likes', async () => {
    const { url } = await lookingAtTokens()
    const socket = openMe(url, 'good')
    await connected(socket)
    for (let n = 0; n < 10; n += 1)
      expect(await socket.emitWithAck('renew', { token: 'good too' })).toEqual({ ok: true })
    expect(socket.connected).toBe(true)
  })
})

const caller = {
  kind: 'person' as const,
  tenantId: 't',
  userId: 'u',
  clientId: 'dashboard',
  audience: 'any',
  roles: [],
  mustChangePassword: false,
  mustReauthenticate: false,
  authTime: 0,
  methods: ['pwd'],
  accessExpiresAt: Number.MAX_SAFE_INTEGER,
}
