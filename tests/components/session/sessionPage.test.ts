import { describe, expect, it } from 'vitest'
import { policySectionNames } from '#events/tenant/policy/sections.ts'
import SessionView from '../../../dashboard/src/views/SessionView.vue'
import { policyWith } from '../../support/changedPolicy.ts'
import { refusal } from '../../unit/dashboard/browser.ts'
import { entry, started } from '../../unit/dashboard/sessionEntries.ts'
import { sessionRow } from '../../unit/filter/sessionRows.ts'
import { dashboardPage, type Asked } from '../dashboardPage.ts'

const [id, before, after] = [5, 4, 6].map((last) => `0193a000-0000-7000-8000-00000000000${last}`) as [
  string,
  string,
  string,
]
const ended = sessionRow({ id, status: 'loggedOut', endedAt: '2026-11-18T09:00:00.000Z', anomalies: [], risk: 0 })
const events = [started, entry(1, 60, 'SessionLoggedOut', { by: 'person' })]

const inForce = (rowsDays: number | null) => ({
  version: 1,
  policy: policyWith({ retention: { rowsDays } }),
  sectionVersions: Object.fromEntries(policySectionNames.map((name) => [name, 1])),
  changedAt: '2026-11-18T08:00:00.000Z',
  newest: 1,
})
interface Told {
  listed: boolean
  known?: boolean
  row?: typeof ended
  told?: typeof events
}
const open = async (rowsDays: number | null, { listed, known = true, row = ended, told = events }: Told) => {
  let isListed = listed
  const answers = ({ path }: Asked) => {
    if (path === `/v1/sessions/${id}` && isListed) return row
    if (path === `/v1/sessions/${id}/events` && known) return { items: told }
    if (path.startsWith(`/v1/sessions/${id}`)) throw refusal(404, 'not-found')
    if (path === '/v1/sessions/count') return { total: 0, kind: 'exact' }
    if (path === '/v1/policy') return inForce(rowsDays)
    return path === '/v1/sessions' ? { items: [], nextCursor: null, total: 0 } : undefined
  }
  const page = dashboardPage({ answers })
  const view = await page.show(SessionView, { sessionId: id })
  const forget = () => void (isListed = false)
  return { page, view, forget, title: () => view.find('h1').text() }
}

const retirement = (sessionId: string) => ({
  ...entry(9, 0, 'RecordsRetired', {}),
  data: {
    rowsBefore: '2026-11-19T00:00:00.000Z',
    sessionsBefore: { endedAt: '2026-11-18T09:00:00.000Z', sessionId },
    entriesBefore: null,
    countsBefore: null,
    removed: { sessions: 1, entries: 0, minutes: 0, quarters: 0 },
  },
})

describe('the page of a session', () => {
  it('that retention has taken from the lists says so, and still tells its events', async () => {
    const { view, title } = await open(30, { listed: false })
    expect(title()).toBe('This session has left the lists')
    expect(view.text()).toContain('Sessions are listed for 30 days after they end.')
    expect(view.text()).toContain('Logged out')
  })

  it('says nothing of days where the rules keep everything by now', async () => {
    const { view, title } = await open(null, { listed: false })
    expect(title()).toBe('This session has left the lists')
    expect(view.text()).not.toContain('are listed for')
  })

  it('that waits for a proof says so until there is one', async () => {
    const live = sessionRow({ id, status: 'active', endedAt: null, anomalies: [], risk: 0 })
    const asked = [started, entry(1, 60, 'StepUpRequired', { because: 'binding' })]
    const proved = entry(2, 61, 'SessionReauthenticated', { methods: ['pwd'] })
    const waiting = await open(null, { listed: true, row: live, told: asked })
    expect(waiting.view.find('.who').text()).toContain('Waits for a proof of who holds it')
    expect(waiting.view.text()).toContain('stepUpRequiredSince')
    const goesOn = await open(null, { listed: true, row: live, told: [...asked, proved] })
    expect(goesOn.view.find('.who').text()).not.toContain('Waits for')
  })

  it('that never was says that there is none', async () => {
    const { title } = await open(30, { listed: false, known: false })
    expect(title()).toBe('No session has this id')
  })

  it('that leaves the lists while it is open says so then', async () => {
    const { page, title, forget } = await open(30, { listed: true })
    expect(title()).toContain('Ann Keller')
    forget()
    await page.frame({ sessions: [], anomalies: [], log: [retirement(before)] })
    expect(title()).toContain('Ann Keller')
    await page.frame({ sessions: [], anomalies: [], log: [retirement(after)] })
    expect(title()).toBe('This session has left the lists')
  })
})
