import { describe, expect, it } from 'vitest'
import type { LogEntry } from '#events/live/rows.ts'
import LogCard from '../../../dashboard/src/components/overview/LogCard.vue'
import { logEntry } from '../../support/wireRows.ts'
import { dashboardPage, type Asked } from '../dashboardPage.ts'

const entry = (number: number, at: string, more: Partial<LogEntry> = {}) =>
  logEntry({
    id: `e${number}`,
    number,
    at,
    sessionId: `s${number}`,
    text: `Somebody did ${number}`,
    context: { ...logEntry().context!, ip: `203.0.113.${number}` },
    ...more,
  })
const today = entry(3, '2026-11-21T05:00:00.000Z')
const yesterday = entry(2, '2026-11-20T23:30:00.000Z')
const older = entry(1, '2026-11-19T05:00:00.000Z', { type: 'LoginFailed', sessionId: undefined as never })

const answers = ({ path, query }: Asked) => {
  if (path !== '/v1/log') return undefined
  if (query['cursor'] === 'more') return { items: [older], nextCursor: null, total: null }
  return { items: [today, yesterday], nextCursor: 'more', total: null }
}
const open = async (address = '/overview') => {
  const page = dashboardPage({ answers })
  await page.router.push(address)
  const card = await page.show(LogCard)
  return { page, card, lines: () => card.findAll('.in-what').map((line) => line.text()) }
}

describe('the log on the overview', () => {
  it('reads on to older pages, with a line above each day', async () => {
    const { card, lines } = await open()
    expect(lines()).toEqual(['Somebody did 3', 'Somebody did 2', 'Somebody did 1'])
    expect(card.findAll('.heading').map((line) => line.text())).toEqual([
      'Sat 21 Nov 2026',
      'Fri 20 Nov 2026',
      'Thu 19 Nov 2026',
    ])
  })

  it('has addresses that lead to the sessions from there', async () => {
    const { card, page } = await open()
    await card.find('.in-address button').trigger('click')
    await page.drawn()
    expect(page.router.currentRoute.value).toMatchObject({ name: 'sessions', query: { filter: 'ip:203.0.113.3' } })
  })

  it('leads to the same part on the page of the log', async () => {
    const { card, page } = await open('/overview?log=refused-logins')
    await card.find('h2 a').trigger('click')
    await page.drawn()
    expect(page.router.currentRoute.value).toMatchObject({ name: 'log', query: { filter: 'type:LoginFailed' } })
  })

  it('opens the session of a line', async () => {
    const { card, page } = await open()
    await card.find('[role=row]').trigger('click')
    await page.drawn()
    expect(page.router.currentRoute.value).toMatchObject({ name: 'session', params: { sessionId: 's3' } })
  })

  it('holds still under the pointer, and lets in what came by the pill', async () => {
    const { card, page, lines } = await open()
    await card.find('[role=grid]').trigger('pointerenter', { pointerType: 'mouse' })
    await page.frame({ log: [entry(4, '2026-11-21T06:00:01.000Z')] })
    expect(lines()).toHaveLength(3)
    expect(card.find('.pill').text()).toBe('1 new')
    await card.find('.pill').trigger('click')
    await page.drawn()
    expect(lines()[0]).toBe('Somebody did 4')
  })

  it('dims what retention has taken, until the pill takes it away', async () => {
    const { card, page, lines } = await open()
    const data = {
      rowsBefore: '2026-11-21T00:00:00.000Z',
      sessionsBefore: null,
      entriesBefore: 3,
      countsBefore: null,
      removed: { sessions: 0, entries: 2, minutes: 0, quarters: 0 },
    }
    await page.frame({ log: [entry(7, '2026-11-21T06:00:01.000Z', { type: 'RecordsRetired', version: 1, data })] })
    expect(card.find('.pill').text()).toBe('Clear 2 gone')
    await card.find('.pill').trigger('click')
    await page.drawn()
    expect(lines().slice(0, 2)).toEqual(['Somebody did 7', 'Somebody did 3'])
    expect(lines()).not.toContain('Somebody did 2')
  })

  it('shows what a number counts from a moment on, and of what comes only that', async () => {
    const { card, page, lines } = await open('/overview?log=refused-logins&since=2026-11-21T05:01:00.000Z')
    expect(page.asked[0]?.query).toMatchObject({ filter: 'type:LoginFailed at>=2026-11-21T05:01:00.000Z' })
    expect(card.find('nav').text()).toContain('Refused logins since 05:01')
    await page.frame({
      log: [entry(5, '2026-11-21T06:00:01.000Z'), entry(6, '2026-11-21T06:00:02.000Z', { type: 'LoginFailed' })],
    })
    expect(lines()[0]).toBe('Somebody did 6')
    expect(lines()).not.toContain('Somebody did 5')
  })
})
