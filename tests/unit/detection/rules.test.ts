import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anomalyRaised } from '#events/anomaly/events.ts'
import { distanceKm } from '#services/detection/distance.ts'
import { emptyMemory } from '#services/detection/memory.ts'
import { watch } from '#services/detection/watch.ts'
import { cities, signedIn, tenantId, tokenReused, userId, type Where } from '../../support/detectedEvents.ts'

const findingsIn = (events: Parameters<typeof watch>[1]) => watch(emptyMemory(), events).findings
/** Two sign-ins of one person, `minutes` apart. */
const between = (first: Where, second: Where, minutes: number) => {
  const time = new Date(Date.UTC(2026, 10, 21, 1, 0, minutes * 60)).toISOString().slice(11, 19)
  return findingsIn([
    signedIn({ position: 1, time: '01:00:00', where: first }),
    signedIn({ position: 2, time, where: second }),
  ])
}

const eventsOf = (happened: { where: Where; second: number; reused: boolean }[]) =>
  happened.map(({ where, second, reused }, index) => {
    const time = new Date(second * 1000).toISOString().slice(11, 19)
    return (reused ? tokenReused : signedIn)({ position: index + 1, time, where })
  })

describe('impossible travel', () => {
  it('is found between Berlin and Tokyo in an hour, with both sign-ins, distance and speed', () => {
    const [first, second] = [
      signedIn({ position: 1, time: '10:00:00', where: 'berlin' }),
      signedIn({ position: 2, time: '11:00:00', where: 'tokyo' }),
    ]
    const findings = findingsIn([first, second])
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({
      rule: 'impossible-travel',
      ruleVersion: 1,
      severity: 75,
      userId,
      sessionIds: [second.data.sessionId, first.data.sessionId],
      cause: { id: second.id, tenantId },
      evidence: {
        first: { city: 'Berlin', sessionId: first.data.sessionId, accuracyKm: 50, device: 'Chrome 142 on Windows 11' },
        second: { city: 'Tokyo', sessionId: second.data.sessionId, ip: '198.51.100.7' },
        distanceKm: 8816.1,
        elapsedSeconds: 3600,
        speedKmh: 8816,
        limitKmh: 900,
      },
    })
  })

  it.each<[string, Where, Where, number, number]>([
    ['a flight long enough', 'berlin', 'tokyo', 11 * 60, 0],
    ['two cities nearer than 500 km', 'berlin', 'hamburg', 1, 0],
    ['a place known by country only', 'berlin', { country: 'JP' }, 60, 0],
    ['no place at all', 'berlin', null, 60, 0],
    ['a place without accuracy', 'berlin', { city: 'tokyo', accuracyKm: null }, 60, 0],
    [
      'accuracies that eat the distance',
      { city: 'berlin', accuracyKm: 5000 },
      { city: 'tokyo', accuracyKm: 3500 },
      1,
      0,
    ],
    ['the same minute', 'berlin', 'tokyo', 0, 1],
    ['the later stored sign-in with the earlier clock', 'berlin', 'tokyo', -5, 1],
  ])('%s', (_, first, second, minutes, count) => {
    expect(between(first, second, minutes)).toHaveLength(count)
  })

  it('is not looked for in sessions that were taken over, which were told all at once', () => {
    const told = signedIn({ position: 2, time: '10:00:01', where: 'tokyo' })
    const takenOver = { lastActiveAt: '2026-11-20T10:00:00.000Z' }
    const events = [
      signedIn({ position: 1, time: '10:00:00', where: 'berlin' }),
      { ...told, data: { ...told.data, takenOver } },
      signedIn({ position: 3, time: '10:00:02', where: 'berlin' }),
    ]
    expect(findingsIn(events)).toEqual([])
  })

  it('assumes at least 60 s between two sign-ins', () => {
    expect(between('berlin', 'tokyo', 0)[0]?.evidence).toMatchObject({ elapsedSeconds: 60 })
  })

  it('looks past sign-ins whose place is unknown', () => {
    const events = [
      signedIn({ position: 1, time: '10:00:00', where: 'berlin' }),
      signedIn({ position: 2, time: '10:20:00', where: { country: 'DE' } }),
      signedIn({ position: 3, time: '10:40:00', where: 'tokyo' }),
    ]
    expect(findingsIn(events).map(({ cause }) => cause.position)).toEqual([3])
  })

  it('compares a person with nobody else, in no other tenant either', () => {
    const events = [
      signedIn({ position: 1, time: '10:00:00', where: 'berlin' }),
      signedIn({ position: 2, time: '10:01:00', where: 'tokyo', userId: tenantId }),
      signedIn({ position: 3, time: '10:02:00', where: 'tokyo', tenantId: userId }),
    ]
    expect(findingsIn(events)).toEqual([])
  })
})

describe('refresh token reuse', () => {
  it('is critical and says from where the token came back', () => {
    const event = tokenReused({ position: 9, time: '10:00:00', where: 'tokyo' })
    expect(findingsIn([event])).toEqual([
      {
        rule: 'refresh-token-reuse',
        ruleVersion: 1,
        severity: 100,
        userId,
        sessionIds: [event.data.sessionId],
        cause: event,
        evidence: {
          rule: 'refresh-token-reuse',
          presentedGeneration: 2,
          currentGeneration: 4,
          usedFrom: { ip: '198.51.100.7', city: 'Tokyo', country: 'JP', device: 'Chrome 142 on Windows 11' },
        },
      },
    ])
  })
})

describe('what the rules find', () => {
  const place = fc.constantFrom<Where>('berlin', 'hamburg', 'tokyo', { country: 'JP' }, null)
  const happenings = fc.array(fc.record({ where: place, second: fc.nat(3599), reused: fc.boolean() }), {
    maxLength: 20,
  })
  it('does not depend on how the log is cut into batches, nor on batches that come again', () => {
    fc.assert(
      fc.property(happenings, fc.nat(20), (happened, cut) => {
        const events = eventsOf(happened)
        const whole = findingsIn(events)
        const memory = emptyMemory()
        const before = watch(memory, events.slice(0, cut)).findings
        watch(memory, events.slice(0, cut))
        expect([...before, ...watch(memory, events.slice(cut)).findings]).toEqual(whole)
      }),
    )
  })

  it('is always what an anomaly event accepts', () => {
    fc.assert(
      fc.property(happenings, (happened) => {
        for (const { cause, ...found } of findingsIn(eventsOf(happened))) {
          const data = { anomalyId: cause.id, causeEventId: cause.id, ...found }
          expect(anomalyRaised.data.safeParse(data).error).toBeUndefined()
        }
      }),
    )
  })
})

describe('a distance', () => {
  it('is that of the great circle', () => {
    expect(distanceKm(cities.berlin, cities.tokyo)).toBeCloseTo(8919, -1)
    expect(distanceKm({ lat: 0, lon: 179.5 }, { lat: 0, lon: -179.5 })).toBeCloseTo(111.2, 1)
    expect(distanceKm({ lat: 90, lon: 0 }, { lat: -90, lon: 77 })).toBeCloseTo(20_015, 0)
    expect(distanceKm(cities.berlin, cities.berlin)).toBe(0)
  })
})
