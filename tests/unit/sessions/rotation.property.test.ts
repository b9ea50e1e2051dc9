import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded, RequestContext } from '#events/envelope.ts'
import { sessionStream } from '#events/streams.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import { memoryKeyStore } from '../../support/memoryKeyStore.ts'
import { refreshKeys } from '#services/sessions/tokens/refreshKeys.ts'
import { sessionWriter, type SessionWriter } from '#services/sessions/commands/sessionWriter.ts'
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
  active: fc.boolean(),
  process: fc.nat(1),
})
/** Activity from any browser, which must not change what a parent token is worth. */
const activeAction = fc.record({
  kind: fc.constant('active' as const),
  browser: fc.constantFrom('Chrome', 'Firefox'),
  process: fc.nat(1),
})
const endAction = fc.record({ kind: fc.constantFrom('revoke' as const, 'logOut' as const), process: fc.nat(1) })
const action = fc.oneof(
  { weight: 16, arbitrary: refreshAction },
  { weight: 2, arbitrary: activeAction },
  { weight: 1, arbitrary: endAction },
)
type Made<Of> = Of extends fc.Arbitrary<infer Value> ? Value : never
type RefreshAction = Made<typeof refreshAction>
type Action = Made<typeof action>

/** What happens at one time; with more than one action they interleave at every read and append. */
const round = fc.record({
  passSeconds: fc.constantFrom(0, 0, 1, 9, 30),
  restarts: fc.boolean(),
  actions: fc.array(action, { minLength: 1, maxLength: 4 }),
})

type Round = Made<typeof round>

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
      proofs: [{ method: 'pwd', at: '2026-11-20T09:00:00.000Z' }],
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
  if (action.kind === 'active') {
    const { outcome } = await commands.recordActivity(sessionId, { ...origin, context: from(action.browser) })
    return { presented: '', outcome, successor: null }
  }
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
  const { attempt, active } = action
  const request = { attempt, active, graceSeconds, clientId: null, transport: 'bearer' } as const
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
  { back, attempt, browser }: RefreshAction,
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
  if (attempt !== null && attempts.get(current) === attempt) return 'repeated'
  if (now - Date.parse(last.at) >= graceSeconds * 1000) return 'reused'
  return last.context?.device?.browser === `${browser} 1` ? 'repeated' : 'otherDevice'
}

/** What each single action came to beside what it should have; after an end everybody is told so. */
const surprises = (
  before: Events,
  actions: readonly Action[],
  made: readonly Answer[],
  rule: () => string,
): string[] => {
  const outcomes = made.map(({ outcome }) => outcome)
  const [only] = actions
  if (before.some(isEnd)) return outcomes.filter((outcome) => outcome !== 'alreadyEnded')
  if (actions.length !== 1 || only?.kind !== 'refresh') return []
  return outcomes[0] === rule() ? [] : [`${outcomes[0]} instead of ${rule()}`]
}

/** Tokens that got a successor other than the next generation, or more than one. */
const badSuccessors = (answers: readonly Answer[]): string[] => {
  const given = answers.filter(({ successor }) => successor !== null)
  const known = new Map<string, string>()
  return given
    .filter(({ presented, successor }) => {
      const first = known.get(presented) ?? successor!
      known.set(presented, first)
      return first !== successor || generationOf(successor) !== generationOf(presented) + 1
    })
    .map(({ presented }) => presented)
}

const runRounds = async (scheduler: fc.Scheduler, rounds: readonly Round[]) => {
  const ambient = testAmbient()
  const { open, sessionId, token, stream } = await world(scheduler, ambient)
  const [tokens, answers, unexpected] = [[token], [] as Answer[], [] as string[]]
  const attempts = new Map<number, string | null>()
  let processes = [open(), open()]
  for (const { passSeconds, restarts, actions } of rounds) {
    ambient.pass(passSeconds * 1000)
    if (restarts) processes = [open(), open()]
    const before = await stream()
    const given = actions.map((action) => act(processes[action.process]!, sessionId, tokens, action))
    const made = await scheduler.waitFor(Promise.all(given))
    const rule = () => expected(before, actions[0] as RefreshAction, tokens, ambient.clock.now(), attempts)
    unexpected.push(...surprises(before, actions, made, rule))
    made.forEach(({ outcome, successor }, place) => {
      const action = actions[place]!
      if (outcome === 'advanced' && action.kind === 'refresh') attempts.set(generationOf(successor!), action.attempt)
      if (successor !== null && !tokens.includes(successor)) tokens.push(successor)
    })
    answers.push(...made)
  }
  return { events: await stream(), answers, unexpected }
}

describe('rotation under any interleaving of refreshes, activity, lost answers, repeats, reuse, ends and restarts', () => {
  it('advances once, repeats the same successor, ends on reuse, and never survives an end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(round, { minLength: 1, maxLength: 12 }), async (scheduler, rounds) => {
        const { events, answers, unexpected } = await runRounds(scheduler, rounds)
        const count = (of: string) => answers.filter(({ outcome }) => outcome === of).length
        const generations = refreshes(events).map(({ data }) => 'generation' in data && data.generation)
        const reuseEnd = events.slice(-2).map(({ type }) => type)
        expect(unexpected).toEqual([])
        expect(badSuccessors(answers)).toEqual([])
        expect(generations).toEqual(generations.map((_, place) => place + 1))
        expect(count('advanced')).toBe(generations.length)
        expect(events.findIndex(isEnd)).toBe(events.some(isEnd) ? events.length - 1 : -1)
        expect(count('reused')).toBe(reuseEnd[0] === 'RefreshTokenReused' && reuseEnd[1] === 'SessionRevoked' ? 1 : 0)
      }),
      { numRuns: 400 },
    )
  })
})
