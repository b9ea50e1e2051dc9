import { describe, expect, it } from 'vitest'
import SystemView from '../../../dashboard/src/views/SystemView.vue'
import { dashboardPage, type Asked } from '../dashboardPage.ts'

const at = '2026-11-21T05:00:00.000Z'
const tenantId = '0190f3c8-0000-7000-8000-000000000001'
const parkedFor = (view: string, command: string | null) => ({
  view,
  type: 'SessionStarted',
  reason: 'TypeError',
  events: 2,
  tenants: 1,
  keyMissing: false,
  since: at,
  command,
})
const process = (host: string, missing: string, skewMs = 12.4) => ({
  id: '0190f3c8-0000-7000-8000-00000000000' + host.length,
  host,
  pid: 7,
  version: '0.1.0',
  roles: ['api', 'projector'],
  startedAt: at,
  saidAt: at,
  skewMs,
  missing,
})
const system = {
  version: '0.1.0',
  roles: ['api'],
  processes: [process('one', ''), process('other', 'clock: this clock differs', -0.2)],
  logAheadSeconds: 0,
  lastBackupAt: null,
  retention: { lastAt: at, tenants: 2, sessions: 1_234, entries: 1, counts: 40 },
  views: [{ name: 'session_list', position: 'sealed', lag: { events: 0, seconds: 0 }, state: 'live' }],
  parked: [parkedFor('detector', null), parkedFor('session_list', 'rollcall rebuild session_list')],
  retries: [{ reader: 'detector', askedAt: at, asked: 3, taken: 1, failed: 1, waiting: 1 }],
  lastRebuild: {
    views: ['session_list'],
    step: 'fold',
    done: 30,
    total: 40,
    beganAt: at,
    endedAt: null,
    state: 'running',
    parked: null,
    failure: null,
  },
}
const event = (place: number) => ({
  view: 'detector',
  type: 'SessionStarted',
  tenantId,
  eventId: `0190f3c8-0000-7000-8000-00000000001${place}`,
  position: `sealed ${place}`,
  reason: 'TypeError',
  keyMissing: false,
  parkedAt: at,
  tries: place,
  triedAt: place === 0 ? null : at,
  isWaiting: false,
})

const answers = ({ path, query }: Asked) => {
  if (path === '/v1/system') return system
  if (path === '/v1/system/parked/detector/retry') return { asked: 2 }
  if (path !== '/v1/system/parked') return undefined
  if (query['cursor'] === 'older') return { items: [event(0)], nextCursor: null, total: null }
  return { items: [event(2)], nextCursor: 'older', total: null }
}
const open = async () => {
  const page = dashboardPage({ answers, roles: ['operator'] })
  const shown = await page.show(SystemView)
  return { page, shown }
}

describe('the page of the system', () => {
  it('shows each process with its clock and what it lacks, and how far a rebuild is', async () => {
    const { shown } = await open()
    const rows = shown.findAll('[aria-labelledby=processes-title] tbody tr').map((row) => row.text())
    expect(rows[0]).toContain('Ready')
    expect(rows[0]).toContain('+12 ms')
    expect(rows[1]).toMatch(/Not ready.*this clock differs/)
    expect(rows[1]).toMatch(/[^-+]0 ms/)
    expect(shown.find('[aria-labelledby=rebuild-title] [role=status]').text()).toContain('reading the log, 75 %')
  })

  it('says what retention has taken from the views, of all tenants together', async () => {
    const { shown } = await open()
    expect(shown.find('[aria-labelledby=retention-title]').text().replaceAll(/\s+/g, ' ')).toContain(
      'In all, 1,234 ended sessions, 1 log entry and 40 counts have left the views of 2 tenants.',
    )
  })

  it('drives again what can be, names the command where not, and says what became of it', async () => {
    const { page, shown } = await open()
    const parked = shown.find('[aria-labelledby=parked-title]')
    expect(parked.text()).toContain('rollcall rebuild session_list')
    expect(parked.text()).toContain('3 events driven again, 1 taken, 1 failed again, 1 waiting')
    expect(parked.findAll('button').map((button) => button.text())).toEqual(['Drive all of detector again'])
    await parked.find('button').trigger('click')
    await page.drawn()
    expect(page.asked.map(({ path }) => path)).toContain('/v1/system/parked/detector/retry')
    expect(page.asked.filter(({ path }) => path === '/v1/system')).toHaveLength(2)
  })

  it('pages through each parked event', async () => {
    const { page, shown } = await open()
    const list = () => shown.find('[aria-labelledby=parked-events-title]')
    expect(list().text()).toContain('2 times, last')
    await list().find('button').trigger('click')
    await page.drawn()
    expect(list().text()).toContain('never')
    expect(
      list()
        .findAll('button')
        .map((button) => button.text()),
    ).toEqual(['Newer'])
  })
})
