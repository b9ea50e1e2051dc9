import { describe, expect, it } from 'vitest'
import type { LogEntry } from '#events/live/rows.ts'
import FilterBox from '../../../dashboard/src/components/filter/FilterBox.vue'
import LogView from '../../../dashboard/src/views/LogView.vue'
import { logEntry } from '../../support/wireRows.ts'
import { dashboardPage, type Asked } from '../dashboardPage.ts'

const entry = (number: number, more: Partial<LogEntry> = {}) =>
  logEntry({
    id: `e${number}`,
    number,
    at: '2026-11-21T05:00:00.000Z',
    type: 'SessionStarted',
    success: true,
    sessionId: `s${number}`,
    userId: 'u1',
    user: { email: 'ann@acme.test', name: 'Ann Keller' },
    correlationId: `c${number}`,
    text: `Somebody did ${number}`,
    context: { ...logEntry().context!, ip: `203.0.113.${number}` },
    ...more,
  })
const refused = entry(7, { type: 'LoginFailed', success: false, cause: 'wrong-password' })

const open = async (address: string, answers: (asked: Asked) => unknown = () => undefined) => {
  const page = dashboardPage({
    answers: (asked) =>
      answers(asked) ??
      (asked.path === '/v1/log' ? { items: [entry(3), entry(2)], nextCursor: null, total: null } : undefined),
  })
  await page.router.push(address)
  const view = await page.show(LogView)
  return {
    page,
    view,
    lines: () => view.findAll('.in-what').map((line) => line.text()),
    address: () => page.router.currentRoute.value,
    asked: () => page.asked.map(({ query }) => query['filter']),
  }
}

describe('the page of the log', () => {
  it('asks for what filter, part and range say together', async () => {
    const { asked } = await open('/log?filter=country:DE or country:FR&part=refused&since=24h')
    expect(asked()).toEqual(['(country:DE or country:FR) success:false at>-24h'])
  })

  it('lets in of what comes only what the filter finds', async () => {
    const { page, lines } = await open('/log?filter=cause:wrong-password')
    await page.frame({ log: [entry(6), refused] })
    expect(lines()[0]).toBe('Somebody did 7')
    expect(lines()).not.toContain('Somebody did 6')
  })

  it('pauses under the pointer, says how many wait, and goes on by a key', async () => {
    const { page, view, lines } = await open('/log')
    await view.find('[role=grid]').trigger('pointerenter', { pointerType: 'mouse' })
    await page.frame({ log: [entry(4), entry(5)] })
    expect(view.find('.paused').text()).toBe('Paused, 2 waiting')
    expect(lines()).toHaveLength(2)
    window.dispatchEvent(new KeyboardEvent('keydown', { key: '.' }))
    await page.drawn()
    expect(lines()).toEqual(['Somebody did 5', 'Somebody did 4', 'Somebody did 3', 'Somebody did 2'])
    expect(view.find('.paused').exists()).toBe(false)
  })

  it('opens an entry beside the list, in the address, and leads from it to all that belongs to it', async () => {
    const { page, view, address } = await open('/log')
    await view.find('[role=row]:nth-of-type(2)').trigger('click')
    await page.drawn()
    expect(address().query).toEqual({ entry: 'e2' })
    const panel = view.find('aside')
    expect(panel.find('h2').text()).toBe('Event #2')
    expect(document.activeElement).toBe(panel.find('h2').element)
    expect(JSON.parse(panel.find('pre').text())).toMatchObject({ id: 'e2', correlationId: 'c2' })
    const request = panel.findAll('dd button').find((one) => one.text() === 'c2')!
    await request.trigger('click')
    await page.drawn()
    expect(address().query['filter']).toBe('correlation:c2')
  })

  it('closes it by Esc, and is in the list again', async () => {
    const { page, view, address } = await open('/log')
    view.find<HTMLElement>('[role=grid]').element.focus()
    await view.find('[role=row]:nth-of-type(2)').trigger('click')
    await page.drawn()
    await view.find('aside').trigger('keydown', { key: 'Escape' })
    await page.drawn()
    expect(address().query).toEqual({})
    expect(view.find('aside').exists()).toBe(false)
    expect(document.activeElement).toBe(view.find('[role=grid]').element)
  })

  it('reads an entry that a link names and the list does not hold', async () => {
    const { view } = await open('/log?entry=e9', ({ query }) =>
      query['filter'] === 'id:e9' ? { items: [entry(9)], nextCursor: null, total: null } : undefined,
    )
    expect(view.find('aside').text()).toContain('Somebody did 9')
  })

  it('says so where there is no such entry', async () => {
    const { view } = await open('/log?entry=e9', ({ query }) =>
      query['filter'] === 'id:e9' ? { items: [], nextCursor: null, total: null } : undefined,
    )
    expect(view.find('aside').text()).toContain('no such event')
  })

  it('says that nothing matches, and leads back to everything', async () => {
    const { page, view, address } = await open('/log?filter=type:Nothing', () => ({
      items: [],
      nextCursor: null,
      total: null,
    }))
    expect(view.text()).toContain('No event matches.')
    await view
      .findAll('button')
      .find((one) => one.text() === 'Show everything')!
      .trigger('click')
    await page.drawn()
    expect(address().fullPath).toBe('/log')
  })
})

describe('the filter above the log', () => {
  it('has the keys of the log, and stays on its page', async () => {
    const page = dashboardPage({ answers: () => ({ items: [], nextCursor: null, total: null }) })
    await page.router.push('/log')
    const box = await page.show(FilterBox)
    const input = box.find('input')
    await input.trigger('focus')
    await input.setValue('corr')
    expect(box.text()).toContain('correlation:')
    await input.setValue('success:false')
    await input.trigger('keydown', { key: 'Enter' })
    await page.drawn()
    expect(page.router.currentRoute.value).toMatchObject({ name: 'log', query: { filter: 'success:false' } })
  })
})
