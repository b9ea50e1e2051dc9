import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signalOf, type GuardSignal } from '../../support/guardClient.ts'
import { testRollcall, type SignedInClient, type TestRollcall } from '../../support/rollcall.ts'

let rollcall: TestRollcall
let admin: SignedInClient

beforeAll(async () => {
  rollcall = await testRollcall()
  admin = await rollcall.signIn('acme', 'admin')
})
afterAll(() => rollcall.stop())

interface Place {
  since?: string
  lastEventId?: string
}

const listenTo = async ({ accessToken }: SignedInClient, { since, lastEventId }: Place = {}) => {
  const connection = new AbortController()
  const response = await fetch(`${rollcall.url}/v1/me/events${since === undefined ? '' : `?since=${since}`}`, {
    headers: {
      authorization: `Bearer ${accessToken}`,
      'accept-encoding': 'gzip',
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
    signal: connection.signal,
  })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-encoding')).toBeNull()
  const signals: GuardSignal[] = []
  const waiting = new Set<() => void>()
  const read = async (): Promise<void> => {
    let text = ''
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const texts = (text + chunk).split('\n\n')
      text = texts.pop() ?? ''
      signals.push(...texts.flatMap((each) => signalOf(each) ?? []))
      for (const look of waiting) look()
    }
  }
  const over = read().catch(() => undefined)
  const until = (event: string, holds: (data: Record<string, unknown>) => boolean = () => true) =>
    new Promise<Record<string, unknown>>((resolve) => {
      const look = (): void => {
        const found = signals.find((signal) => signal.event === event && holds(signal.data))
        if (found === undefined) return
        waiting.delete(look)
        resolve(found.data)
      }
      waiting.add(look)
      look()
    })
  return { signals, until, over, cut: () => connection.abort() }
}

describe('a person who follows their own sessions without a socket', () => {
  it('is told each second that all is well', async () => {
    const stream = await listenTo(await rollcall.signIn('acme', 'member'))
    expect(await stream.until('beat')).toEqual({ at: expect.any(String) })
    stream.cut()
  })

  it('sees their other sessions come, and none of other people', async () => {
    const own = await rollcall.signIn('acme', 'member')
    const stream = await listenTo(own)
    await stream.until('beat')
    await rollcall.signIn('acme', 'analyst')
    const other = await rollcall.signIn('acme', 'member')
    const row = await stream.until('session', ({ id }) => id === other.sessionId)
    expect(row).toMatchObject({ userId: rollcall.userId('acme', 'member'), isCurrent: false, reason: null, risk: 0 })
    const users = stream.signals.flatMap(({ event, data }) => (event === 'session' ? [data['userId']] : []))
    expect(new Set(users)).toEqual(new Set([rollcall.userId('acme', 'member')]))
    stream.cut()
  })

  it('is told why their session ended, without the reason, and then the stream is over', async () => {
    const own = await rollcall.signIn('acme', 'member')
    const stream = await listenTo(own)
    await stream.until('beat')
    await admin.post(`/v1/sessions/${own.sessionId}/revoke`, { reason: 'secret', message: 'Call the help desk' })
    expect(await stream.until('ended')).toMatchObject({ cause: 'admin', message: 'Call the help desk' })
    await stream.over
    expect(JSON.stringify(stream.signals)).not.toContain('secret')
  })

  it('goes on where they were cut, by Last-Event-ID or by since, and is told what they missed and nothing else', async () => {
    const own = await rollcall.signIn('acme', 'auditor')
    const before = await rollcall.signIn('acme', 'auditor')
    const stream = await listenTo(own)
    const placeOf = () => stream.signals.findLast(({ id }) => id !== undefined)?.id
    await stream.until('beat')
    await expect.poll(placeOf, { timeout: 10_000 }).toBeDefined()
    const first = await rollcall.signIn('acme', 'auditor')
    await stream.until('session', ({ id }) => id === first.sessionId)
    await expect.poll(() => stream.signals.at(-1)?.event, { timeout: 10_000 }).toBe('beat')
    const place = placeOf()!
    stream.cut()
    const missed = await rollcall.signIn('acme', 'auditor')
    for (const from of [{ lastEventId: place }, { since: place }]) {
      const again = await listenTo(own, from)
      await again.until('session', ({ id }) => id === missed.sessionId)
      const told = again.signals.flatMap(({ event, data }) => (event === 'session' ? [data['id']] : []))
      expect(told).not.toContain(before.sessionId)
      expect(told).not.toContain(first.sessionId)
      expect(again.signals.filter(({ event }) => event === 'reset')).toEqual([])
      again.cut()
    }
  })

  it('cannot go on from a position of another tenant', async () => {
    const stream = await listenTo(await rollcall.signIn('acme', 'member'))
    await expect.poll(() => stream.signals.some(({ id }) => id !== undefined), { timeout: 10_000 }).toBe(true)
    const since = stream.signals.find(({ id }) => id !== undefined)!.id!
    stream.cut()
    const { status, body } = await (await rollcall.signIn('globex', 'member')).get(`/v1/me/events?since=${since}`)
    expect({ status, body }).toMatchObject({ status: 400, body: { code: 'invalid-position' } })
  })

  it('needs a session', async () => {
    expect((await fetch(`${rollcall.url}/v1/me/events`)).status).toBe(401)
    const key = await rollcall.apiKey('acme', ['guard'])
    const asKey = await fetch(`${rollcall.url}/v1/me/events`, { headers: { 'rollcall-key': key } })
    expect(asKey.status).toBe(403)
  })
})
