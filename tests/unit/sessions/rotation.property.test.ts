import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded, RequestContext } from '#events/envelope.ts'
import { sessionStream } from '#events/streams.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import { memoryKeyStore } from '#services/sessions/memoryKeyStore.ts'
import { refreshKeys } from '#services/sessions/refreshKeys.ts'
import { sessionWriter, type SessionWriter } from '#services/sessions/sessionWriter.ts'
import { memoryStore } from '../../support/memoryStore.ts'
import { testAmbient, type TestAmbient } from '../../support/testAmbient.ts'
import { context, device, tenantId, userId } from './given.ts'

const graceSeconds = 10
const policy = { accessSeconds: 1800, idleSeconds: 86_400, absoluteSeconds: 864_000, graceSeconds, neutralMessage: '.' }
const origin = { tenantId, actor: { kind: 'user', id: userId } as const, correlationId: 'c' }
const from = (browser: string): RequestContext => context({ device: device(`${browser} 1`, 'Linux 6') })

const refreshAction = fc.record({
  kind: fc.constant('refresh' as const),
  /** Which of the tokens handed out so far, counted from the newest. */
  back: fc.nat(3),
  attempt: fc.constantFrom(null, 'a'.repeat(22), 'b'.repeat(22)),
  browser: fc.constantFrom('Chrome', 'Chrome', 'Chrome', 'Firefox'),
  process: fc.nat(1),
})
const endAction = fc.record({ kind: fc.constantFrom('revoke' as const, 'logOut' as const), process: fc.nat(1) })
const action = fc.oneof({ weight: 9, arbitrary: refreshAction }, { weight: 1, arbitrary: endAction })
type Action =
  { kind: 'revoke' | 'logOut'; process: number } | (typeof refreshAction extends fc.Arbitrary<infer R> ? R : never)

/** What happens at one time; with more than one action they interleave at every read and append. */
const round = fc.record({
  passSeconds: fc.constantFrom(0, 0, 1, 9, 30),
  restarts: fc.boolean(),
  actions: fc.array(action, { minLength: 1, maxLength: 4 }),
})

interface Answer {
  presented: string
  outcome: string
  successor: string | null
}

/** Every read and append of the store waits its turn, which the scheduler draws. */
const interleaved = (store: EventStore, scheduler: fc.Scheduler): EventStore => ({
  ...store,
  append: async (...of) => {
    await scheduler.schedule(Promise.resolve(), 'append')
    return store.append(...of)
  },
  readStream: async (...of) => {
    await scheduler.schedule(Promise.resolve(), 'read')
    return store.readStream(...of)
  },
})

const world = async (scheduler: fc.Scheduler, ambient: TestAmbient) => {
  const { store } = memoryStore()
  const keys = refreshKeys(memoryKeyStore(), Buffer.alloc(32, 7), ambient)
  await keys.turn()
  const open = (): SessionWriter => sessionWriter({ store: interleaved(store, scheduler), ambient, refreshKeys: keys })
  const first = sessionWriter({ store, ambient, refreshKeys: keys })
  const { session } = await first.commands.start(
    {
      person: { userId, email: 'ann@acme.test', name: 'Ann' },
      client: { clientId: 'phone', transport: 'bearer' },
      policy,
      methods: ['pwd'],
      remembered: true,
    },
    { ...origin, context: from('Chrome') },
  )
  const token = await first.refreshTokens.currentOf(tenantId, session)
  const stream = async () => store.readStream(sessionStream(tenantId, session.sessionId))
  return { open, sessionId: session.sessionId, token, stream }
}

const act = async (
  writer: SessionWriter,
  sessionId: string,
  tokens: readonly string[],
  action: Action,
): Promise<Answer> => {
  const { commands, refreshTokens } = writer
  if (action.kind !== 'refresh') {
    const silent = { reason: null, message: null, ticket: null, operationId: null }
    const end = { ...origin, context: null }
    const { outcome } =
      action.kind === 'logOut'
        ? await commands.logOut(sessionId, { by: 'person' }, end)
        : await commands.revoke(sessionId, { cause: 'admin', ...silent }, end)
    return { presented: '', outcome, successor: null }
  }
  const presented = tokens.at(-1 - Math.min(action.back, tokens.length - 1))!
  const token = await refreshTokens.authenticate(presented)
  if (token === null) throw new Error('A token that was handed out is not authentic')
  const request = { attempt: action.attempt, graceSeconds, clientId: null, transport: 'bearer' } as const
  const { outcome, session } = await commands.refresh(token, request, { ...origin, context: from(action.browser) })
  const isGood = (outcome === 'advanced' || outcome === 'repeated') && session.status !== 'absent'
  return { presented, outcome, successor: isGood ? await refreshTokens.currentOf(tenantId, session) : null }
}

const generationOf = (token: string) => Buffer.from(token, 'base64url').readUInt32BE(41)
type Events = readonly Recorded<RollcallEvent>[]
const refreshes = (events: Events) => events.filter((event) => event.type === 'SessionRefreshed')
const isEnd = ({ type }: Recorded<RollcallEvent>) => type === 'SessionRevoked' || type === 'SessionLoggedOut'

/** The rule again, in one breath and without the decider. */
const expected = (
  events: Events,
  { back, attempt, browser }: Extract<Action, { kind: 'refresh' }>,
  tokens: readonly string[],
  now: number,
  attempts: ReadonlyMap<number, string | null>,
) => {
  if (events.some(isEnd)) return 'alreadyEnded'
  const current = refreshes(events).length
  const presented = generationOf(tokens.at(-1 - Math.min(back, tokens.length - 1))!)
  if (presented === current) return 'advanced'
  if (presented < current - 1) return 'reused'
  const last = refreshes(events).at(-1)!
  const isRetry = attempt !== null && attempts.get(current) === attempt
  const isSameBrowser = last.context?.device?.browser === `${browser} 1`
  return isRetry || (isSameBrowser && now - Date.parse(last.at) < graceSeconds * 1000) ? 'repeated' : 'reused'
}

describe('rotation under any interleaving of refreshes, lost answers, repeats, reuse, ends and restarts', () => {
  it('advances once, repeats the same successor, ends on reuse, and never survives an end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(round, { minLength: 1, maxLength: 12 }), async (scheduler, rounds) => {
        const ambient = testAmbient()
        const { open, sessionId, token, stream } = await world(scheduler, ambient)
        const tokens = [token]
        const answers: Answer[] = []
        const attempts = new Map<number, string | null>()
        let processes = [open(), open()]
        for (const { passSeconds, restarts, actions } of rounds) {
          ambient.pass(passSeconds * 1000)
          if (restarts) processes = [open(), open()]
          const before = await stream()
          const given = actions.map((action) => act(processes[action.process]!, sessionId, tokens, action))
          const made = await scheduler.waitFor(Promise.all(given))
          const [only] = actions
          if (actions.length === 1 && only?.kind === 'refresh')
            expect(made[0]!.outcome).toBe(expected(before, only, tokens, ambient.clock.now(), attempts))
          if (before.some(isEnd)) expect(made.map(({ outcome }) => outcome)).toEqual(made.map(() => 'alreadyEnded'))
          made.forEach(({ outcome, successor }, place) => {
            const action = actions[place]!
            if (outcome === 'advanced' && action.kind === 'refresh')
              attempts.set(generationOf(successor!), action.attempt)
            if (successor !== null && !tokens.includes(successor)) tokens.push(successor)
          })
          answers.push(...made)
        }

        const events = await stream()
        expect(refreshes(events).map(({ data }) => 'generation' in data && data.generation)).toEqual(
          refreshes(events).map((_, place) => place + 1),
        )
        expect(answers.filter(({ outcome }) => outcome === 'advanced')).toHaveLength(refreshes(events).length)
        const successors = new Map<string, Set<string>>()
        for (const { presented, successor } of answers)
          if (successor !== null) {
            expect(generationOf(successor)).toBe(generationOf(presented) + 1)
            successors.set(presented, (successors.get(presented) ?? new Set()).add(successor))
          }
        expect([...successors.values()].every(({ size }) => size === 1)).toBe(true)
        expect(events.findIndex(isEnd)).toBe(events.some(isEnd) ? events.length - 1 : -1)
        const reuses = answers.filter(({ outcome }) => outcome === 'reused').length
        expect(reuses).toBeLessThanOrEqual(1)
        if (reuses === 1)
          expect(events.slice(-2).map(({ type }) => type)).toEqual(['RefreshTokenReused', 'SessionRevoked'])
      }),
      { numRuns: 400 },
    )
  })
})
