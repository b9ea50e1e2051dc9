import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { EventType, RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import { beginningOf } from '#services/guards/beginning.ts'
import { type GuardIdentity, openStreams } from '#services/guards/openStreams.ts'
import type { Revocation } from '#services/guards/revocation.ts'
import { sendRevocations } from '#services/guards/sendRevocations.ts'
import { wirePositions } from '#services/keys/wirePositions.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { CodedError } from '#services/ports/errors.ts'
import { signalOf } from '../../support/guardClient.ts'

const guard: GuardIdentity = { tenantId: 'acme', keyId: 'k1', name: 'a', version: null, address: null }
const positions = wirePositions(randomBytes(32))

const opening = (isKeyGood: () => Promise<boolean> = async () => true) => {
  const time = { now: 0 }
  const listeners = new Set<(event: Recorded<RollcallEvent>) => void>()
  const open: string[] = []
  const streams = openStreams({
    limits: { ofKey: 250, ofTenant: 1_000, ofProcess: 10_000 },
    tail: {
      listen(_types, listener) {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    },
    isKeyGood,
    logger: silentLogger,
    now: () => time.now,
    onOpened: ({ name }) => void open.push(name),
    onClosed: ({ name }) => void open.splice(open.indexOf(name), 1),
  })
  const say = (type: EventType, data: object) =>
    listeners.forEach((hear) => hear({ type, tenantId: 'acme', data } as unknown as Recorded<RollcallEvent>))
  return { streams, time, say, open }
}
const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('the streams of guards', () => {
  it('end with the event that revokes their key, and others go on', () => {
    const { streams, say } = opening()
    const [one, other] = [streams.open(guard), streams.open({ ...guard, keyId: 'k2' })]
    say('ApiKeyRevoked', { keyId: 'k1' })
    expect([one.isOpen(), other.isOpen()]).toEqual([false, true])
    streams.stop()
  })

  it('end where the key’s owner may not use it any more', async () => {
    const state = { isGood: true }
    const { streams, say } = opening(async () => state.isGood)
    const stream = streams.open(guard)
    await turn()
    state.isGood = false
    say('UserDisabled', { userId: 'u' })
    await turn()
    expect(stream.isOpen()).toBe(false)
    streams.stop()
  })

  it('are so many at most, and one that has gone makes room', () => {
    const { streams, open } = opening()
    const first = streams.open(guard)
    while (streams.count() < 250) streams.open(guard)
    expect(() => streams.open(guard)).toThrow(CodedError)
    expect(streams.open({ ...guard, keyId: 'k2' }).isOpen()).toBe(true)
    first.close()
    first.close()
    expect(open).toHaveLength(250)
    streams.open(guard)
    streams.stop()
  })
})

const revocation = (position: number): Revocation => ({
  position,
  at: '2026-11-20T09:00:00.000Z',
  keptUntil: Number.MAX_SAFE_INTEGER,
  signal: { event: 'ended', data: { sessionId: `s${position}`, exp: 1 } },
})

describe('what a guard is sent', () => {
  const sending = (from: number | 'reset', isFresh: boolean) => {
    const { streams } = opening()
    const known = [revocation(3), revocation(5), revocation(8)]
    const stream = streams.open(guard)
    const gone = new AbortController()
    const journal = {
      applied: () => 7,
      between: (_tenantId: string, after: number, upTo: number) =>
        known.filter(({ position }) => position > after && position <= upTo),
      onNews: () => () => undefined,
    }
    const clock = { now: () => Date.parse('2026-11-20T09:00:00.000Z') }
    const needs = { journal, tail: { isFresh: () => isFresh }, positions, clock, now: () => performance.now() }
    const texts = sendRevocations(needs, stream, from, gone.signal)
    const next = async () => {
      const { value, done } = await texts.next()
      return done === true ? 'over' : value.split('\n\n').flatMap((text) => signalOf(text) ?? [])
    }
    return { next, stream, gone, streams }
  }
  const sealed = (position: number) => positions.seal('acme', position)

  it('begins with the whole set, and a beat says up to where that is', async () => {
    const { next, streams } = sending('reset', true)
    expect(await next()).toEqual([{ event: 'reset', id: undefined, data: { tenantId: 'acme' } }])
    expect(await next()).toMatchObject([{ data: { sessionId: 's3' } }, { data: { sessionId: 's5' }, id: sealed(5) }])
    expect(await next()).toMatchObject([{ event: 'beat', id: sealed(7), data: { position: sealed(7) } }])
    streams.stop()
  })

  it('is only what came after its position', async () => {
    const { next, streams } = sending(3, true)
    expect(await next()).toMatchObject([{ data: { sessionId: 's5' } }])
    streams.stop()
  })

  it('holds no beat while the log is not heard, and ends when the guard goes', async () => {
    const { next, gone, stream, streams } = sending(7, false)
    const waiting = next()
    await new Promise((resolve) => setTimeout(resolve, 50))
    gone.abort()
    expect(await waiting).toBe('over')
    expect(stream.isOpen()).toBe(false)
    streams.stop()
  })
})

describe('where a stream begins', () => {
  const beginning = (applied: number, head: number) => {
    const waited: number[] = []
    const begin = (sealed: string | undefined) =>
      beginningOf(
        {
          journal: { ready: async () => undefined, keptSince: () => 10, applied: () => applied },
          tail: { waitFor: async (position) => void waited.push(position) },
          log: { head: async () => head },
          positions,
        },
        'acme',
        sealed,
      )
    return { begin, waited }
  }
  const at = (position: number) => positions.seal('acme', position)

  it('is the whole set for who knows nothing, or too little', async () => {
    const { begin } = beginning(20, 20)
    expect(await begin(undefined)).toBe('reset')
    expect(await begin(at(9))).toBe('reset')
    expect(await begin(at(10))).toBe(10)
  })

  it('is where the guard was, when this process has read as far', async () => {
    const { begin, waited } = beginning(20, 30)
    expect(await begin(at(25))).toBe(25)
    expect(waited).toEqual([25])
  })

  it('is the whole set where the log was put back', async () => {
    expect(await beginning(20, 20).begin(at(25))).toBe('reset')
    const restored = wirePositions(randomBytes(32), 1)
    await expect(beginning(20, 20).begin(restored.seal('acme', 15))).rejects.toThrow(CodedError)
  })
})
