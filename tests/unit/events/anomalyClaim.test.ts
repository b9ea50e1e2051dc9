import { describe, expect, it } from 'vitest'
import type { Evidence } from '#events/anomaly/evidence.ts'
import { anomalyAnswer } from '#events/text/anomalyAnswer.ts'
import { anomalyClaim } from '#events/text/anomalyClaim.ts'

type AfterFailures = Extract<Evidence, { rule: 'success-after-failures' }>
const evidence: AfterFailures = {
  rule: 'success-after-failures',
  over: 'person',
  failures: 7,
  andMore: false,
  people: 1,
  addresses: [{ ip: '203.0.113.9', failures: 7 }],
  addressCount: 1,
  firstAt: '2026-11-21T10:01:00.000Z',
  lastAt: '2026-11-21T10:06:00.000Z',
  events: ['0193aaaa-0000-7000-8000-000000000001'],
  succeededFrom: { ip: '203.0.113.9', city: 'Lagos', country: 'NG', device: 'Chrome 142 on Windows 11' },
  isKnownDevice: false,
  windowSeconds: 600,
}
const claim = (change: Partial<AfterFailures> = {}) => anomalyClaim({ ...evidence, ...change }, 'Ann')

describe('the claim of a success after failures', () => {
  it('says from where, after how many refusals, and when they were', () => {
    expect(claim()).toBe(
      'Ann signed in from Lagos on Chrome 142 on Windows 11 after 7 refused sign-ins between 10:01 and 10:06.',
    )
  })

  it('says from how many addresses they came when there were several, and that there were more than are remembered', () => {
    expect(claim({ addressCount: 1_200, failures: 200, andMore: true })).toContain(
      'after more than 200 refused sign-ins from 1,200 addresses between',
    )
  })

  it('says how many people one address had tried, and that the device is a known one', () => {
    const said = claim({ over: 'address', people: 4, isKnownDevice: true, lastAt: evidence.firstAt })
    expect(said).toContain('after 7 refused sign-ins of 4 people from the same address at 10:01.')
    expect(said).toContain('The device is one they had signed in with before.')
  })

  it('leaves out what is not known', () => {
    expect(claim({ succeededFrom: { ip: null, city: null, country: null, device: null } })).toMatch(
      /^Ann signed in after 7 refused/,
    )
  })
})

describe('what the rules did about an anomaly', () => {
  const said = (answer: Pick<Parameters<typeof anomalyAnswer>[0], 'did' | 'why'>) =>
    anomalyAnswer(
      {
        anomalyId: 'a',
        userId: 'u',
        sessionId: 's',
        rule: 'impossible-travel',
        action: 'end-session',
        operationId: null,
        ...answer,
      },
      'Ann',
    )

  it('is said in a sentence', () => {
    expect(said({ did: 'end-session', why: null })).toBe(
      'For the anomaly "Impossible travel" of Ann the rules ended the session.',
    )
  })

  it('says why it was less than the policy says', () => {
    expect(said({ did: 'end-session', why: 'last-admin' })).toContain(
      'ended the session and did not hold the account, because nobody else could let others in.',
    )
    expect(said({ did: 'note', why: 'late' })).toContain('did nothing, because it was seen more than ten minutes late.')
  })
})
