import { describe, expect, it } from 'vitest'
import type { GuardRow } from '#events/wire/guards.ts'
import ConnectionsView from '../../../dashboard/src/views/ConnectionsView.vue'
import { dashboardPage } from '../dashboardPage.ts'

const at = '2026-11-21T05:00:00.000Z'
const guard = (name: string, more: Partial<GuardRow> = {}): GuardRow => ({
  name,
  key: { id: 'k1', name: 'orders guard' },
  applicationId: 'orders',
  version: '2.1.0',
  streams: 1,
  address: '10.0.0.1',
  since: at,
  confirmedAt: at,
  behind: 0,
  behindSince: null,
  ...more,
})
const open = (guards: readonly GuardRow[], roles: ('admin' | 'analyst')[] = ['admin']) =>
  dashboardPage({
    roles,
    answers: ({ path }) =>
      path === '/v1/connections' ? { guards, people: { pages: 2, sockets: 31, streams: 4 } } : undefined,
  }).show(ConnectionsView)

describe('the page of connections', () => {
  it('lists each guard, what it is called, and how far it is', async () => {
    const page = await open([
      guard('orders-2', { behind: 3, behindSince: '2026-11-20T05:00:00.000Z' }),
      guard('orders-1'),
    ])
    expect(page.text()).toContain('2 guards')
    expect(
      page
        .find('[aria-label="Open connections"]')
        .findAll('b')
        .map((number) => number.text()),
    ).toEqual(['2', '31', '4'])
    expect(page.text()).toContain('3 endings behind')
    expect(page.text()).toContain('It may still let in somebody whose session is over.')
    expect(page.text()).toContain('Up to date')
  })

  it('says how to connect one where there is none', async () => {
    const page = await open([])
    expect(page.text()).toContain('No guard is connected')
    expect(page.find('pre').text()).toContain('/v1/revocations?')
    expect(page.text()).toContain('Make one')
  })

  it('sends an analyst, who makes no keys, to an admin', async () => {
    const page = await open([], ['analyst'])
    expect(page.text()).toContain('An admin can make one')
  })
})
