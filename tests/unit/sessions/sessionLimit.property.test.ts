import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Recorded } from '#events/envelope.ts'
import type { SessionSlotTaken } from '#events/session/slots.ts'
import type { LimitAction } from '#events/tenant/policy/words.ts'
import { type CountedSession, decideSlot, type SeenSessions } from '#services/sessions/limits/decideSlot.ts'
import { type Slots, slotStreams } from '#services/sessions/limits/slots.ts'
import { at, tenantId, userId } from './given.ts'

const most = 3

/** The log as far as limits go: the person's slots, and which sessions began and ended. */
const world = (before: number) => {
  let slots: Slots = slotStreams.empty
  let clock = 0
  const begun = new Map<string, string>()
  const ended = new Set<string>()
  const tick = (): string => at((clock += 1))
  for (let each = 0; each < before; each += 1) begun.set(`before-${each}`, tick())
  const counted = (sessionId: string, standing: 'live' | 'starting', startedAt: string): CountedSession => ({
    sessionId,
    clientId: 'shop',
    deviceType: 'desktop',
    standing,
    startedAt,
    lastActiveAt: startedAt,
  })
  const live = (): string[] => [...begun.keys()].filter((id) => !ended.has(id))
  return {
    live,
    look(): { slots: Slots; seen: SeenSessions } {
      const known = [...new Set([...slots.held.map(({ sessionId }) => sessionId), ...slots.displaced])]
      return {
        slots,
        seen: {
          counted: [
            ...live().map((id) => counted(id, 'live', begun.get(id)!)),
            ...slots.held.flatMap(({ sessionId, takenAt }) =>
              begun.has(sessionId) ? [] : [counted(sessionId, 'starting', takenAt)],
            ),
          ],
          over: known.filter((id) => ended.has(id)),
          taken: slots.taken,
        },
      }
    },
    slots: () => slots,
    append(events: SessionSlotTaken[]): void {
      const recorded = events.map((event) => ({ ...event, at: tick() }) as Recorded<SessionSlotTaken>)
      slots = slotStreams.fold(slots, recorded)
    },
    begin: (sessionId: string) => begun.set(sessionId, tick()),
    end: (sessionId: string) => ended.add(sessionId),
  }
}
type World = ReturnType<typeof world>

/** A sign-in that does one thing to the log at a time, so that others can come between any two. */
const signIn = function* (log: World, sessionId: string, whenReached: LimitAction): Generator<undefined, string> {
  for (;;) {
    const { seen } = log.look()
    yield
    const limits = [{ kind: 'person', of: null, most }] as const
    const command = { userId, sessionId, clientId: 'shop', deviceType: 'desktop', givingWay: [], limits, whenReached }
    const { outcome, events } = decideSlot({ ...command, deviceType: 'desktop' }, log.slots(), seen)
    log.append(events)
    yield
    if (outcome.kind === 'full') return 'refused'
    if (outcome.kind !== 'taken') continue
    for (const displaced of log.slots().displaced) {
      log.end(displaced)
      yield
    }
    log.begin(sessionId)
    return 'started'
  }
}

const actions = fc.constantFrom<LimitAction>('refuse', 'end-oldest', 'end-least-recent')
const play = (
  whenReached: LimitAction,
  before: number,
  { picks, crashes }: { picks: readonly number[]; crashes: ReadonlySet<number> },
  onStep: (log: World) => void,
) => {
  const log = world(before)
  const running = Array.from({ length: 6 }, (_, each) => signIn(log, `new-${each}`, whenReached))
  const outcomes: string[] = []
  for (const [step, pick] of picks.entries()) {
    if (running.length === 0) break
    const place = pick % running.length
    const { done, value } = crashes.has(step) ? { done: true, value: 'crashed' } : running[place]!.next()
    if (done === true) {
      outcomes.push(value ?? '')
      running.splice(place, 1)
    }
    onStep(log)
  }
  return { log, outcomes, running }
}
/** In turn, until all have come to an end. */
const toTheEnd = Array.from({ length: 2_000 }, (_, step) => step)

describe('a limit of sessions of one person', () => {
  it('is never exceeded, in whatever order sign-ins do what they do, and whichever of them stop halfway', () => {
    fc.assert(
      fc.property(
        actions,
        fc.integer({ min: 0, max: most }),
        fc.array(fc.nat(30), { maxLength: 120 }),
        fc.uniqueArray(fc.nat(119), { maxLength: 3 }),
        (whenReached, before, picks, crashed) => {
          const crashes = new Set(crashed)
          play(whenReached, before, { picks, crashes }, ({ live }) => expect(live().length).toBeLessThanOrEqual(most))
        },
      ),
    )
  })

  it('lets all sign-ins through that end a session, and as many as there is room for where they are refused', () => {
    fc.assert(
      fc.property(
        actions,
        fc.integer({ min: 0, max: most }),
        fc.array(fc.nat(30), { maxLength: 60 }),
        (whenReached, before, first) => {
          const picks = [...first, ...toTheEnd]
          const { log, outcomes, running } = play(whenReached, before, { picks, crashes: new Set() }, () => undefined)
          expect(running).toEqual([])
          expect(log.live().length).toBe(most)
          const started = outcomes.filter((outcome) => outcome === 'started').length
          expect(started).toBe(whenReached === 'refuse' ? most - before : 6)
        },
      ),
    )
  })

  it('is that of the tenant', () => expect(slotStreams.nameOf(tenantId, userId)).toBe(`slots-${tenantId}+${userId}`))
})
