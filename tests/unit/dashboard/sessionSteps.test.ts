import { describe, expect, it } from 'vitest'
import type { AnomalyRow } from '#events/live/rows.ts'
import { eventDetail } from '../../../dashboard/src/components/session/eventWords.ts'
import { stateLines } from '../../../dashboard/src/components/session/stateLines.ts'
import { ordinal, stepsOf } from '../../../dashboard/src/components/session/steps.ts'
import { labelledSteps, positionsOf, stretchesOf } from '../../../dashboard/src/components/session/timeline.ts'
import { withEntries } from '../../../dashboard/src/components/session/useSession.ts'
import { entry, moved, refreshed, revoked, started } from './sessionEntries.ts'

const quiet = Array.from({ length: 60 }, (_, index) => refreshed(index + 1, (index + 1) * 30))
const entries = [started, ...quiet, moved(61, 1860), entry(62, 1861, 'SomethingNew', {}), revoked(63, 1862)]
const anomaly: AnomalyRow = {
  id: 'a',
  rule: 'impossible-travel',
  ruleVersion: 1,
  severity: 75,
  at: entries[61]!.at,
  userId: 'u',
  user: null,
  sessionIds: ['s'],
  causeEventId: 'event-61',
  evidence: {
    rule: 'refresh-token-reuse',
    presentedGeneration: 1,
    currentGeneration: 2,
    usedFrom: { ip: null, city: null, country: null, device: null },
  },
  text: 'Two places at once',
  answer: null,
}
const steps = stepsOf({ entries, anomalies: [anomaly], fold: true })
const time = (at: string) => at.slice(5, 16)
const changes = (index: number) =>
  stateLines(steps[index]!, steps[index - 1] ?? null, time)
    .filter((line) => line.was !== undefined)
    .map(({ name, value, was }) => `${name}: ${was} > ${value}`)

describe('the steps of a session', () => {
  it('fold quiet hours into one step and keep the rest', () => {
    expect(steps.map((step) => [step.number, step.folded.length])).toEqual([
      [1, 1],
      [2, 1],
      [61, 59],
      [62, 1],
      [63, 1],
      [64, 1],
    ])
    expect(stepsOf({ entries, anomalies: [], fold: false })).toHaveLength(entries.length)
  })

  it('are counted in events, as the list of events numbers them', () => {
    expect(steps.map((_, at) => ordinal(steps, at))).toEqual(
      [1, 2, 61, 62, 63, 64].map((number) => `Event ${number} of 64`),
    )
  })

  it('hold the session as it was after each', () => {
    expect(steps.map((step) => step.session?.status)).toEqual([
      'active',
      'active',
      'active',
      'active',
      'active',
      'revoked',
    ])
    expect(steps[2]?.session?.generation).toBe(60)
    expect(steps.map((step) => step.risk)).toEqual([0, 0, 0, 75, 75, 75])
  })

  it('hold what rules found where it was found, and end with the risk of all of it', () => {
    const late = {
      ...anomaly,
      id: 'b',
      severity: 100 as const,
      at: '2026-12-01T00:00:00.000Z',
      causeEventId: 'event-61',
    }
    const elsewhere = { ...anomaly, id: 'c', severity: 25 as const, at: entries[10]!.at, causeEventId: 'of another' }
    const found = stepsOf({ entries, anomalies: [late, elsewhere], fold: true })
    expect(found.map((step) => step.anomalies.map(({ id }) => id).join())).toEqual(['', 'c', '', 'b', '', ''])
    expect(found.map((step) => step.risk)).toEqual([0, 25, 25, 100, 100, 100])
  })

  it('say what each changed, old over new', () => {
    expect(changes(0)).toEqual([])
    expect(changes(3)).toEqual(['place: Warsaw, PL > Lagos, NG', 'ip: 198.51.100.24 > 203.0.113.77', 'risk: 0 > 75'])
    expect(changes(4)).toEqual([])
    expect(changes(5)).toEqual([
      'status: active > revoked',
      'endedAt: null > 11-19T15:02',
      'cause: null > reuse',
      'endedBy: null > user',
    ])
  })

  it('are told in words, folded ones and unknown types too', () => {
    const told = steps.map((step, index) => eventDetail(step, steps[index - 1] ?? null))
    expect(told).toEqual([
      'Password, from Warsaw, PL',
      'Generation 1, from Warsaw, PL',
      '59 refreshes, folded',
      'From Warsaw, PL to Lagos, NG',
      'SomethingNew',
      'Token reuse',
    ])
  })

  it('take in events that come by frame, each once and in order', () => {
    const more = withEntries([started], [moved(2, 9), started, refreshed(1, 5)])
    expect(more.map(({ revision }) => revision)).toEqual([0, 1, 2])
    expect(withEntries(more, [started])).toBe(more)
  })
})

describe('the track of a session', () => {
  const positions = positionsOf(steps)

  it('runs from one end to the other, in order', () => {
    expect([positions[0], positions.at(-1)]).toEqual([0, 100])
    expect(positions.toSorted((a, b) => a - b)).toEqual(positions)
    expect(positionsOf(steps.slice(0, 1))).toEqual([0])
    expect(positionsOf([])).toEqual([])
  })

  it('gives a long quiet stretch little more room than a short one', () => {
    const [, first = 0, second = 0] = positions
    expect(second - first).toBeGreaterThan(first)
    expect(second - first).toBeLessThan(first * 3)
  })

  it('labels the ends and what fits between', () => {
    expect(labelledSteps([0, 3, 50, 52, 97, 100], 11)).toEqual([0, 2, 5])
    expect(labelledSteps([0], 11)).toEqual([0])
    expect(labelledSteps([0, 100], 11)).toEqual([0, 1])
    expect(labelledSteps([], 11)).toEqual([])
  })

  it('shows where the session was until it ended', () => {
    expect(stretchesOf(steps, positions).map(({ text, kind }) => [text, kind])).toEqual([
      ['Warsaw, PL', 'usual'],
      ['Lagos, NG', 'elsewhere'],
    ])
    const after = [...steps, { ...steps[5]!, entry: entry(64, 2000, 'EndedSessionUsed', {}) }]
    expect(stretchesOf(after, positionsOf(after)).at(-1)).toMatchObject({ kind: 'ended', to: 100 })
  })
})
