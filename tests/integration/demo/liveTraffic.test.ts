import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import { type Crowd, crowdOf, step } from '#services/demo/crowd.ts'
import { act, enter, type Guest } from '#services/demo/guests.ts'
import { guessPassword, guessPasswords, type Mischief, stealPassword, stealToken } from '#services/demo/mischief.ts'
import { drawAtlas } from '#services/demo/networks.ts'
import { makePeople } from '#services/demo/people.ts'
import { publicApi } from '#services/demo/publicApi.ts'
import { seededChance } from '#services/demo/random.ts'
import { simulate } from '#services/demo/simulate.ts'
import { takeOver } from '#services/demo/takeOver.ts'
import { watchHistory } from '#services/detection/watchHistory.ts'
import { CodedError } from '#services/ports/errors.ts'
import { noStream } from '#services/eventStore/eventStore.ts'
import type { Edge } from '#services/http/edge.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { demoContext, demoHistoryOf } from '../../support/demoHistory.ts'
import { sessionStack, type Stack } from '../../support/sessionStack.ts'
import { type TestAmbient, testAmbient } from '../../support/testAmbient.ts'

const seed = 7
const simulatedKey = 'the key of this boot'
const until = Date.parse('2026-11-21T09:00:00.000Z')

type History = Awaited<ReturnType<typeof demoHistoryOf>>

let history: History
let ambient: TestAmbient
let stack: Stack
let crowd: Crowd
let mischief: Mischief
let consumeLimit: Edge['consumeLimit']

const replay = async ({ events, installation }: History): Promise<void> => {
  const revisions = new Map<string, number>()
  for (const event of events) {
    const revision = revisions.get(event.stream) ?? noStream
    await installation.log.append(event.stream, [event], revision)
    revisions.set(event.stream, revision + 1)
  }
}

beforeEach(async () => {
  history = await demoHistoryOf(seed, { days: 1, until })
  await replay(history)
  ambient = testAmbient('live', new Date(until).toISOString())
  consumeLimit = () => null
  const buildContext = demoContext()
  stack = await sessionStack(history.installation, ambient, {}, [], {
    simulatedKey,
    buildContext,
    consumeLimit: (limit, keys) => consumeLimit(limit, keys),
  })
  const atlas = drawAtlas((ip) => buildContext({ ip, userAgent: null, clientId: null }).place)
  const people = makePeople(seededChance(seed).fork('people'), atlas)
  const { signal } = new AbortController()
  const door = {
    post: publicApi({ url: stack.url, certificate: null, simulatedKey, signal }),
    now: ambient.clock.now,
    attempt: () => ambient.random.bytes(16).toString('base64url'),
  }
  crowd = crowdOf(door, people, seededChance(1))
  takeOver(crowd, history.leftBehind)
  mischief = { door, crowd, people, tenant: 'acme', atlas, chance: seededChance(2), pause: async () => undefined }
})
afterEach(() => stack.stop())

const newEvents = async (): Promise<Recorded<RollcallEvent>[]> =>
  history.installation.store.readAll({ after: history.events.length, limit: 10_000 })

const newOfType = async (type: RollcallEvent['type']) => (await newEvents()).filter((event) => event.type === type)

/** So many steps, a second apart. */
const walk = async (steps: number): Promise<void> => {
  for (let walked = 0; walked < steps; walked += 1) {
    ambient.pass(1_000)
    await step(crowd)
  }
}

const somebody = (): Guest => [...crowd.guests].find(({ person }) => person.kind !== 'traveller')!

/** What the rules find in everything that was added since the history. */
const findings = async () => {
  const { store } = history.installation
  const before = await store.head()
  await watchHistory({ ...history.installation, clock: ambient.clock })()
  const raised = await store.readAll({ after: before, limit: 100 })
  return raised.flatMap((event) => (event.type === 'AnomalyRaised' ? [event.data.rule] : []))
}

describe('the crowd', () => {
  it('goes on with the sessions the history left behind, and nobody is thrown out', async () => {
    const guests = crowd.guests.size
    expect(guests).toBeGreaterThan(history.leftBehind.length * 0.9)
    crowd.nextArrivalAt = Number.POSITIVE_INFINITY
    for (const guest of crowd.guests) guest.leavesAt = Number.POSITIVE_INFINITY
    await walk(60)
    expect(crowd.guests.size).toBe(guests)
    expect((await newOfType('SessionRefreshed')).length).toBeGreaterThan(10)
    expect(await newOfType('RefreshTokenReused')).toEqual([])
  })

  it('arrives and leaves, from its own addresses and devices, marked as simulated', async () => {
    await walk(120)
    const [arrival] = await newOfType('SessionStarted')
    expect(arrival?.context).toMatchObject({ simulated: true, place: { source: "the demo's own table" } })
    expect(arrival?.context?.device?.id).toMatch(/^[0-9a-f-]{36}$/)
    expect((await newOfType('SessionLoggedOut')).length).toBeGreaterThan(0)
  })

  it('fills an empty house again after a restart', async () => {
    crowd.guests.clear()
    for (let tried = 0; tried < 40; tried += 1) {
      crowd.nextArrivalAt = 0
      await walk(1)
    }
    expect(crowd.guests.size).toBeGreaterThan(30)
    expect(crowd.nextArrivalAt - ambient.clock.now()).toBeLessThan(60_000)
  })

  it('takes a forced logout as what it is', async () => {
    const guest = somebody()
    await act(crowd.door, guest)
    const revoked = (await newEvents()).findLast((event) => event.type === 'SessionRefreshed')
    const { tenantId, data } = revoked as Recorded<Extract<RollcallEvent, { type: 'SessionRefreshed' }>>
    const why = { cause: 'admin', reason: 'seen enough', message: null, ticket: null, operationId: null } as const
    const metadata = { tenantId, actor: { kind: 'admin', id: 'a' }, correlationId: 'c', context: null } as const
    await stack.service.revokeSession({ sessionId: data.sessionId, ...why }, metadata)
    expect(await act(crowd.door, guest)).toBe('gone')
  })

  it('waits as long as the server asks', async () => {
    consumeLimit = () => {
      throw new CodedError('rate-limited', { retryAfterSeconds: 30 })
    }
    await walk(1)
    expect(crowd.quietUntil).toBe(ambient.clock.now() + 30_000)
    let calls = 0
    consumeLimit = () => {
      calls += 1
      return null
    }
    await walk(29)
    expect(calls).toBe(0)
    await walk(5)
    expect(calls).toBeGreaterThan(0)
  })

  it('waits for a server that is away', async () => {
    await stack.stop()
    await walk(1)
    expect(crowd.quietUntil).toBeGreaterThan(ambient.clock.now())
  })
})

describe('trouble in the live demo', () => {
  it('is a journey nobody can make', async () => {
    const arrival = { ...somebody(), signedInAt: ambient.clock.now() }
    const { guest } = await enter(crowd.door, arrival)
    crowd.guests.clear()
    crowd.guests.add(guest!)
    ambient.pass(60_000)
    const { tenant } = arrival.person
    expect(await stealPassword({ ...mischief, tenant: tenant === 'acme' ? 'globex' : 'acme' })).toBe(false)
    expect(await stealPassword({ ...mischief, tenant })).toBe(true)
    expect(new Set(await findings())).toEqual(new Set(['impossible-travel']))
    expect(crowd.struck).toContain(arrival.person)
  })

  it('is a refresh token that comes back', async () => {
    expect(await stealToken(mischief)).toBe(true)
    expect(await findings()).toEqual(['refresh-token-reuse'])
    const [revoked] = await newOfType('SessionRevoked')
    expect(revoked?.data).toMatchObject({ cause: 'reuse' })
  })

  it('is somebody who guesses passwords from one address', async () => {
    expect(await guessPasswords(mischief)).toBe(true)
    const failures = await newOfType('LoginFailed')
    expect(failures.length).toBeGreaterThanOrEqual(12)
    expect(new Set(failures.map(({ context }) => context?.ip)).size).toBe(1)
  })
})

describe('one guess of many in the live demo', () => {
  it('is right, which the rules notice', async () => {
    expect(await guessPassword(mischief)).toBe(true)
    expect(await findings()).toContain('success-after-failures')
  })
})

describe('the simulation', () => {
  it('goes on until it is told to stop', async () => {
    const stop = new AbortController()
    const buildContext = demoContext()
    const running = simulate({
      url: stack.url,
      certificate: null,
      seed,
      rate: 200,
      signal: stop.signal,
      simulatedKey,
      locate: (ip) => buildContext({ ip, userAgent: null, clientId: null }).place,
      ambient,
      logger: silentLogger,
      leftBehind: history.leftBehind,
      countLive: async () => history.leftBehind.length,
    })
    await vi.waitFor(async () => expect((await newEvents()).length).toBeGreaterThan(20))
    stop.abort()
    await running
  })
})
