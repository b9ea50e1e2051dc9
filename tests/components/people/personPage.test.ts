import { describe, expect, it } from 'vitest'
import PersonView from '../../../dashboard/src/views/PersonView.vue'
import { refusal } from '../../unit/dashboard/browser.ts'
import { dashboardPage, type Asked, type PageOptions } from '../dashboardPage.ts'

const userId = '0190f3c8-0000-7000-8000-0000000000aa'
const at = '2026-11-21T05:00:00.000Z'
const person = {
  id: userId,
  email: 'mia@acme.test',
  name: 'Mia Weber',
  status: 'active',
  held: false,
  hold: null,
  roles: ['member'],
  invitedUntil: null,
  registeredAt: at,
  lastSignInAt: at,
  lastFailureAt: null,
  sessions: { live: 1, past: 4 },
  failures: 2,
  devices: [],
  places: [],
  hours: Array.from({ length: 24 }, () => 0),
  risk: 0,
  anomalies: [],
  anomalyRules: [],
}
const held = {
  ...person,
  held: true,
  hold: {
    until: '2026-11-21T09:00:00.000Z',
    since: at,
    by: { kind: 'user', id: 'user-9', name: 'Ann Alyst' },
    reason: 'stolen laptop',
    ticket: null,
  },
}
const nothing = { items: [], nextCursor: null, total: 0 }
const activity = { timeZone: 'Europe/Berlin', isTheirs: true, days: [], hours: person.hours }

const answersFor =
  (shown: object) =>
  ({ method, path }: Asked): unknown => {
    if (method === 'DELETE' && path === `/v1/users/${userId}/hold`) return {}
    // As from a server: nothing of an answer is the same object as before.
    if (path === `/v1/people/${userId}`) return structuredClone(shown)
    if (path === `/v1/people/${userId}/activity`) return activity
    if (path === `/v1/users/${userId}/factors`)
      return { items: [], recoveryCodes: null, trustedDevices: 0, required: false }
    if (path === `/v1/users/${userId}/hold`) return { sessions: 1, keys: 0, madeKeys: [] }
    return [`/v1/people/${userId}/log`, '/v1/sessions', '/v1/anomalies'].includes(path) ? nothing : undefined
  }
const open = async (shown: object, options: Partial<PageOptions> = {}) => {
  const page = dashboardPage({ answers: answersFor(shown), ...options })
  const view = await page.show(PersonView, { userId }, ['SignInsChart'])
  await page.drawn()
  const buttons = () => view.findAll('button').map((button) => button.text())
  return { page, view, buttons }
}

/** Live news of something that somebody did or that was done to them. */
const frameAbout = (about: string) =>
  ({ from: 'p1', to: 'p2', at, sessions: [], anomalies: [], log: [{ userId: about, actor: { id: '' } }] }) as never

describe('the page of a person', () => {
  it('says who they are, with numbers that lead to what they count', async () => {
    const { view } = await open(person)
    expect(view.find('h1').text()).toBe('Mia Weber')
    expect(view.text()).toContain('mia@acme.test')
    const numbers = view.find('[aria-label="In figures"]')
    expect(numbers.findAll('a').map((link) => link.find('b').text())).toEqual(['1', '4', '2', '0'])
    expect(numbers.find('a').attributes('href')).toContain(userId)
  })

  it.each([
    ['admin', ['Force logout…', 'Hold…', 'Disable…']],
    ['analyst', ['Force logout…', 'Hold…']],
    ['auditor', []],
  ] as const)('offers an %s what the role may do', async (role, offered) => {
    const { buttons } = await open(person, { roles: [role] })
    const acts = ['Force logout…', 'Hold…', 'Disable…']
    expect(buttons().filter((text) => acts.includes(text))).toEqual(offered)
  })

  it('tells by whom and why they are held, and offers neither a second hold nor an analyst to lift it', async () => {
    const { view, buttons } = await open(held, { roles: ['analyst'] })
    expect(view.text()).toContain('by Ann Alyst: stolen laptop')
    expect(view.text()).toContain('An admin lifts it.')
    expect(buttons()).not.toContain('Hold…')
    expect(buttons()).not.toContain('Lift…')
  })

  it('offers an admin to lift the hold', async () => {
    expect((await open(held)).buttons()).toContain('Lift…')
  })

  it('keeps the roles that were ticked when they are read again', async () => {
    const { page, view } = await open(person)
    const boxes = () => view.findAll<HTMLInputElement>('[aria-labelledby=roles-title] input[type=checkbox]')
    const ticked = () => boxes().map(({ element }) => element.checked)
    const before = ticked()
    await boxes().at(0)?.setValue(!before[0])
    await page.frame(frameAbout(userId))
    await page.pass(3_000)
    expect(page.asked.filter(({ path }) => path === `/v1/people/${userId}`)).toHaveLength(2)
    expect(ticked()).toEqual([!before[0], ...before.slice(1)])
  })

  it('reads again when something happens to them, and not for others', async () => {
    const { page } = await open(person)
    const reads = () => page.asked.filter(({ path }) => path === `/v1/people/${userId}`).length
    await page.frame(frameAbout('somebody-else'))
    await page.pass(3_000)
    expect(reads()).toBe(1)
    await page.frame(frameAbout(userId))
    await page.pass(3_000)
    expect(reads()).toBe(2)
  })

  it('says so when nobody has this id', async () => {
    const missing = () => {
      throw refusal(404, 'not-found')
    }
    const page = dashboardPage({ answers: missing })
    const view = await page.show(PersonView, { userId })
    await page.drawn()
    expect(view.find('h1').text()).toBe('Nobody has this id')
  })
})
