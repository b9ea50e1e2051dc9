import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anomalyRaised } from '#events/anomaly/events.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import { emptyMemory } from '#services/detection/memory.ts'
import type { Finding } from '#services/detection/rule.ts'
import { watch } from '#services/detection/watch.ts'
import { signedIn, signInFailed } from '../../support/detectedEvents.ts'
import { type Happening, successCases } from './successCases.ts'

const timeOf = (minute: number): string => new Date(Math.round(minute * 60_000)).toISOString().slice(11, 19)

const eventOf = (happening: Happening, position: number) => {
  const { minute, who = 'ann', ip = '198.51.100.7', device = null } = happening
  const userId = derivedUuid('user', who)
  const happened = { position, time: timeOf(minute), ip, deviceId: device, userId }
  if (happening.what === 'signed-in') return signedIn({ ...happened, methods: happening.methods ?? ['pwd'] })
  const { cause = 'wrong-password', isNobody } = happening
  return isNobody === undefined
    ? signInFailed({ ...happened, cause })
    : signInFailed({ ...happened, named: who, userId: null, cause: 'unknown-user' })
}
const eventsOf = (happened: readonly Happening[]) => happened.map((one, index) => eventOf(one, index + 1))
type Events = ReturnType<typeof eventsOf>

const foundIn = (events: Events): Finding[] => watch(emptyMemory(), events).findings
const summaryOf = ({ evidence, severity }: Finding) => {
  if (evidence.rule !== 'success-after-failures') throw new Error(evidence.rule)
  const { over, failures, people } = evidence
  return { severity, over, failures, people }
}

describe('success after failures', () => {
  it.each(successCases)('$name', ({ happened, found }) => {
    expect(foundIn(eventsOf(happened)).map(summaryOf)).toEqual(found)
  })

  it('names the refusals: how many, from where, over whom, from when to when, and their events', () => {
    const events = eventsOf([
      ...[1, 2, 3, 4, 5].map((minute): Happening => ({ what: 'refused', minute, ip: '203.0.113.9' })),
      { what: 'refused', minute: 6, ip: '2001:db8::1' },
      { what: 'signed-in', minute: 7, ip: '203.0.113.10' },
    ])
    const success = events.at(-1)!
    expect(foundIn(events)).toMatchObject([
      {
        rule: 'success-after-failures',
        ruleVersion: 1,
        userId: derivedUuid('user', 'ann'),
        cause: { id: success.id },
        evidence: {
          failures: 6,
          andMore: false,
          addresses: [
            { ip: '203.0.113.9', failures: 5 },
            { ip: '2001:db8::/64', failures: 1 },
          ],
          addressCount: 2,
          firstAt: events[0]!.at,
          lastAt: events[5]!.at,
          events: events.slice(0, 6).map(({ id }) => id),
          succeededFrom: { ip: '203.0.113.10', device: 'Chrome 142 on Windows 11' },
          windowSeconds: 600,
        },
      },
    ])
  })

  it('says that there may have been more than it remembers', () => {
    const many = Array.from({ length: 300 }, (): Happening => ({ what: 'refused', minute: 1 }))
    expect(foundIn(eventsOf([...many, { what: 'signed-in', minute: 2 }]))[0]?.evidence).toMatchObject({
      failures: 200,
      andMore: true,
    })
  })

  it('keeps tenants apart', () => {
    const events = eventsOf([
      ...Array.from({ length: 6 }, (): Happening => ({ what: 'refused', minute: 1 })),
      { what: 'signed-in', minute: 2 },
    ])
    const [tenantId, success] = [derivedUuid('tenant', 'globex'), events.at(-1)!]
    expect(foundIn([...events.slice(0, -1), { ...success, tenantId }])).toEqual([])
  })
})

const person = fc.constantFrom('ann', 'ben', 'cay')
const ip = fc.constantFrom('198.51.100.7', '203.0.113.9', '2001:db8::1', null)
const device = fc.constantFrom('laptop', 'phone')
const minute = fc.integer({ min: 0, max: 200 }).map((tenth) => tenth / 10)
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ what: fc.constant('refused' as const), minute, who: person, ip }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('signed-in' as const), minute, who: person, ip, device }) },
)
/** Time does not go back in a log. */
const happenings = fc
  .array(happening, { minLength: 10, maxLength: 60 })
  .map((all) => all.toSorted((one, other) => one.minute - other.minute))

describe('what is found after failures', () => {
  it('is the same however the log is cut into batches, and however often a batch comes', () => {
    let suspicious = 0
    fc.assert(
      fc.property(happenings, fc.array(fc.nat(60), { maxLength: 5 }), (happened, cuts) => {
        const events = eventsOf(happened)
        const whole = foundIn(events)
        suspicious += whole.length
        const memory = emptyMemory()
        const edges = [0, ...cuts.toSorted((one, other) => one - other), events.length]
        const found = edges.flatMap((edge, index) => {
          const batch = events.slice(edge, edges[index + 1])
          return [...watch(memory, batch).findings, ...watch(memory, batch).findings]
        })
        expect(found).toEqual(whole)
      }),
    )
    expect(suspicious).toBeGreaterThan(0)
  })

  it('is the same in whatever order the refusals between two sign-ins come', () => {
    fc.assert(
      fc.property(
        happenings.chain((happened) => fc.tuple(fc.constant(happened), fc.infiniteStream(fc.nat()))),
        ([happened, dice]) => {
          const events = eventsOf(happened)
          const rolls = new Map(events.map((event) => [event, dice.next().value as number]))
          const stretches = events.reduce<Events[]>(
            (parts, event) => {
              if (event.type === 'SessionStarted') parts.push([event], [])
              else parts.at(-1)!.push(event)
              return parts
            },
            [[]],
          )
          const shuffled = stretches.flatMap((part) =>
            part.toSorted((one, other) => rolls.get(one)! - rolls.get(other)!),
          )
          expect(foundIn(shuffled)).toEqual(foundIn(events))
        },
      ),
    )
  })

  it('is always what an anomaly event accepts', () => {
    fc.assert(
      fc.property(happenings, (happened) => {
        for (const { cause, ...found } of foundIn(eventsOf(happened)))
          expect(
            anomalyRaised.data.safeParse({ anomalyId: cause.id, causeEventId: cause.id, ...found }).error,
          ).toBeUndefined()
      }),
    )
  })
})
