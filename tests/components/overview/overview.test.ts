import { describe, expect, it } from 'vitest'
import AnomalyCard from '../../../dashboard/src/components/overview/AnomalyCard.vue'
import FacetBars from '../../../dashboard/src/components/overview/FacetBars.vue'
import NumberStrip from '../../../dashboard/src/components/overview/NumberStrip.vue'
import { lastHour } from '../../../dashboard/src/components/overview/hour.ts'
import { dashboardPage, type Asked } from '../dashboardPage.ts'

const now = '2026-11-21T06:00:30.000Z'
const minute = (at: string, more: object) =>
  [at, { minute: at, logins: 0, failures: 0, refreshes: 0, logouts: 0, revocations: 0, expiries: 0, ...more }] as const
const minutes = new Map([
  minute('2026-11-21T05:00:00.000Z', { logins: 3, failures: 2, revocations: 1 }),
  minute('2026-11-21T05:59:00.000Z', { logins: 4, logouts: 2 }),
])

describe('the numbers of the overview', () => {
  it('lead to what they count, from the minute they count from', async () => {
    const page = dashboardPage({ answers: () => undefined, now })
    const hour = lastHour(minutes, 7, Date.parse(now))
    const props = {
      title: 'Signed in now',
      counts: null,
      hour,
      anomalies: { items: [], total: 8 },
      now: Date.parse(now),
    }
    const strip = await page.show(NumberStrip, props)
    const links = strip.findAll('a').map((link) => decodeURIComponent(link.attributes('href') ?? ''))
    const since = '2026-11-21T05:00:00.000Z'
    expect(links).toEqual([
      '/sessions',
      `/sessions?filter=started>=${since}&show=all`,
      `/overview?log=refused-logins&since=${since}#log`,
      `/sessions?filter=ended>=${since}&show=ended`,
      `/sessions?filter=status:revoked+-cause:user+ended>=${since}&show=ended`,
      '/overview?anomalies=all#anomalies',
    ])
  })
})

describe('a facet', () => {
  it('has a row for what is unknown, and holds still under the pointer', async () => {
    const page = dashboardPage({ answers: () => undefined })
    const props = { title: 'Country', field: 'country', counts: { DE: 4, FR: 2 }, total: 7 }
    const bars = await page.show(FacetBars, props)
    const rows = () => bars.findAll('li').map((row) => `${row.find('a').text()} ${row.find('b').text()}`)
    expect(rows()).toEqual(['DE 4', 'FR 2', 'Unknown 1'])
    expect(bars.findAll('a').map((link) => decodeURIComponent(link.attributes('href') ?? ''))).toEqual([
      '/sessions?filter=country:DE',
      '/sessions?filter=country:FR',
      '/sessions?filter=-country:*',
    ])
    await bars.trigger('pointerenter')
    await bars.setProps({ counts: { DE: 1, FR: 6 } })
    expect(rows().slice(0, 2)).toEqual(['DE 1', 'FR 6'])
    await bars.trigger('pointerleave')
    expect(rows().slice(0, 2)).toEqual(['FR 6', 'DE 1'])
  })
})

const anomaly = (index: number) => ({
  id: `0193a000-0000-8000-8000-0000000000${String(index).padStart(2, '0')}`,
  rule: 'impossible-travel',
  ruleVersion: 1,
  severity: 75,
  at: new Date(Date.parse(now) - index * 60_000).toISOString(),
  userId: '0193a000-0000-7000-8000-0000000000aa',
  user: null,
  sessionIds: ['0193a000-0000-7000-8000-000000000001'],
  causeEventId: '0193a000-0000-7000-8000-000000000002',
  evidence: {
    rule: 'refresh-token-reuse',
    presentedGeneration: 1,
    currentGeneration: 2,
    usedFrom: { ip: null, city: null, country: null, device: null },
  },
  text: `Claim ${index}`,
  answer: null,
})

describe('the newest anomalies', () => {
  it('are all of those that are counted, for whoever asks', async () => {
    const answers = ({ query }: Asked) =>
      query['cursor'] === 'more'
        ? { items: [anomaly(6), anomaly(7)], nextCursor: null, total: null }
        : { items: [1, 2, 3, 4, 5].map(anomaly), nextCursor: 'more', total: 7 }
    const page = dashboardPage({ answers, now })
    const card = await page.show(AnomalyCard, { total: 7 })
    const claims = () => card.findAll('li a').map((link) => link.text())
    expect(claims()).toEqual(['Claim 1', 'Claim 2', 'Claim 3'])
    expect(card.text()).toContain('4 more')
    await page.router.push('/overview?anomalies=all')
    await page.drawn()
    await card
      .findAll('button')
      .find((button) => button.text() === 'Older ones')
      ?.trigger('click')
    await page.drawn()
    expect(claims()).toHaveLength(7)
  })

  it('offer an analyst to hold whom they are about, and to block the addresses that the rule saw', async () => {
    const user = { email: 'mia@acme.test', name: 'Mia Weber' }
    const usedFrom = { ip: '203.0.113.7', city: null, country: null, device: null }
    const about = { ...anomaly(1), user, evidence: { ...anomaly(1).evidence, usedFrom } }
    const answers = () => ({ items: [about], nextCursor: null, total: 1 })
    const offered = async (role: 'analyst' | 'auditor') => {
      const card = await dashboardPage({ answers, now, roles: [role] }).show(AnomalyCard, { total: 1 })
      return card.findAll('.offers button').map((button) => button.text())
    }
    expect(await offered('analyst')).toEqual(['Hold Mia Weber…', 'Block the address 203.0.113.7…'])
    expect(await offered('auditor')).toEqual([])
  })
})
