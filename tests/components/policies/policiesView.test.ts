import { describe, expect, it } from 'vitest'
import { defaultPolicy } from '#events/tenant/policy/defaultPolicy.ts'
import { type Policy, policySectionNames } from '#events/tenant/policy/sections.ts'
import { ApiError } from '../../../dashboard/src/api/problem.ts'
import PoliciesView from '../../../dashboard/src/views/PoliciesView.vue'
import { type Asked, dashboardPage, type PageOptions } from '../dashboardPage.ts'

const at = '2026-11-03T09:12:00.000Z'
const by = { kind: 'user', id: 'user-2', name: 'M. Kovac' }
const inForce = (version: number, policy: Policy = defaultPolicy) => ({
  version,
  policy,
  sectionVersions: Object.fromEntries(policySectionNames.map((name) => [name, 1])),
  changedAt: at,
  newest: Math.max(version, 17),
})
const idle = (idleSeconds: number): Policy => ({
  ...defaultPolicy,
  lifetimes: { ...defaultPolicy.lifetimes, idleSeconds },
})
const change = {
  version: 17,
  at,
  by,
  reason: 'Spraying from Lagoon Mobile',
  ticket: 'SEC-7',
  changes: [
    { section: 'lifetimes', from: { lifetimes: idle(86_400).lifetimes }, to: { lifetimes: defaultPolicy.lifetimes } },
  ],
  operationId: null,
  ended: 0,
}
const history = { items: [change], nextCursor: null, total: 17 }
const counts = (ends: number, shortens = 0) => ({
  changed: ['lifetimes'],
  ends: { sessions: ends, users: Math.min(ends, 38) },
  shortens: { sessions: shortens, users: shortens },
  withoutSecondFactor: 0,
  retires: { sessions: 0, entries: 0, counts: 0 },
  endsMine: false,
  sample: [],
  position: 'p9',
})
const saved = { version: 18, operation: null, ended: 41, shortened: 210, position: 'p10' }
const wrongVersion = () => new ApiError({ title: 'Changed meanwhile', status: 412, code: 'wrong-version', id: '7f3b' })

const shownWith = async (
  told: Partial<Record<string, (asked: Asked) => unknown>> = {},
  options: Partial<PageOptions> = {},
  props = {},
) => {
  const answers = (asked: Asked) => {
    const own = told[`${asked.method} ${asked.path}`]
    if (own !== undefined) return own(asked)
    if (asked.path === '/v1/policy/history') return history
    if (asked.path === '/v1/policy/preview') return counts(0)
    return asked.path === '/v1/policy' ? inForce(17) : undefined
  }
  const page = dashboardPage({ answers, ...options })
  await page.router.push('/policies')
  const view = await page.show(PoliciesView, { version: null, ...props })
  const named = (words: RegExp) =>
    view.findAll('button').find((one) => words.test(one.attributes('aria-label') ?? one.text()))
  const press = async (words: RegExp) => {
    await named(words)!.trigger('click')
    await page.drawn()
  }
  /** What a change ends is counted a moment after it is typed. */
  const counted = async (text: RegExp) => {
    await expect.poll(() => view.text()).toMatch(text)
  }
  const save = async (words: RegExp) => {
    await expect.poll(() => named(words)?.attributes('aria-disabled')).toBe('false')
    await view.find('form').trigger('submit')
    await page.drawn()
  }
  return { page, view, press, counted, save, orders: () => page.asked.filter(({ method }) => method === 'PUT') }
}

describe('the page of the policy', () => {
  it('shows each rule with what it says, and who made which version', async () => {
    const { view } = await shownWith()
    expect(view.text()).toContain('Version 17, since 3 Nov')
    expect(view.findAll('.rule')).toHaveLength(20)
    expect(view.find('.rule').text()).toContain('Signed in at most')
    expect(view.find('.rule .says').text()).toBe('30 days')
    expect(view.find('[aria-labelledby=history-title]').text()).toMatch(
      /Version 17.*M\. Kovac.*Spraying from Lagoon Mobile.*SEC-7.*Unused at most.*24 h.*7 days.*Ended nothing/,
    )
  })

  it('counts what a change ends while it is typed, and saves it on the version that was read', async () => {
    const told = { 'POST /v1/policy/preview': () => counts(41, 210), 'PUT /v1/policy': () => saved }
    const { view, press, counted, save, orders } = await shownWith(told)
    await press(/^Edit: Unused at most/)
    await press(/^1 h$/)
    await counted(/41.*live sessions end now.*38.*people signed out.*210.*shortened/)
    expect(view.find('.diff').text()).toMatch(/Unused at most.*7 days.*1 h/)
    await view.find('input[maxlength="500"]').setValue('Finding 7 of the autumn audit')
    await save(/^Save and end 41 sessions$/)
    expect(orders()).toMatchObject([
      { ifMatch: '"17"', body: { policy: idle(3_600), reason: 'Finding 7 of the autumn audit', confirm: 41 } },
    ])
    expect(view.text()).toContain('Version 18 is in force. It ends 41 sessions and shortens 210 sessions.')
  })

  it('saves what several rules were changed to together', async () => {
    const { view, press, save, orders } = await shownWith({ 'PUT /v1/policy': () => saved })
    await press(/^Edit: Unused at most/)
    await press(/^1 h$/)
    await press(/^Close: Unused at most/)
    expect(view.text()).toContain('Not saved yet: Unused at most is changed.')
    await press(/^Edit: Signed in at most/)
    await press(/^Until signed out$/)
    expect(view.findAll('.changed')).toHaveLength(2)
    await save(/^Save$/)
    expect(orders()).toMatchObject([{ body: { policy: { lifetimes: { idleSeconds: 3_600, absoluteSeconds: null } } } }])
  })

  it('keeps what was written when somebody else has changed the rules meanwhile, and shows theirs', async () => {
    const theirs: Policy = { ...defaultPolicy, place: { detail: 'country' } }
    let isChanged = false
    const told = {
      'GET /v1/policy': () => (isChanged ? inForce(18, theirs) : inForce(17)),
      'PUT /v1/policy': ({ ifMatch }: Asked) => {
        if (ifMatch === '"18"') return saved
        isChanged = true
        throw wrongVersion()
      },
    }
    const { view, press, save, orders } = await shownWith(told)
    await press(/^Edit: Unused at most/)
    await press(/^1 h$/)
    await save(/^Save$/)
    expect(view.text()).toContain('M. Kovac has changed the rules meanwhile.')
    expect(view.text()).toMatch(/Kept of places.*country and city.*the country/)
    await save(/^Save$/)
    expect(orders().at(-1)).toMatchObject({
      ifMatch: '"18"',
      body: { policy: { ...idle(3_600), place: theirs.place } },
    })
  })

  it('saves nothing that would keep its admin out, or that no policy can say', async () => {
    const told = { 'POST /v1/policy/preview': () => ({ ...counts(3), endsMine: true }) }
    const { view, press, counted, orders, page } = await shownWith(told)
    await press(/^Edit: Unused at most/)
    await press(/^1 h$/)
    await counted(/You could not go on/)
    await view.find('form').trigger('submit')
    await view.find('.rule.open input[type=number]').setValue('0.001')
    await page.drawn()
    expect(view.text()).toContain('Something cannot be taken yet: Unused at most.')
    await view.find('form').trigger('submit')
    expect(orders()).toEqual([])
  })

  it('shows who may only read that an admin can change it', async () => {
    const { view, press } = await shownWith({}, { roles: ['auditor'] })
    expect(view.text()).toContain('You can read the rules. An admin can change them.')
    await press(/^Why: Unused at most/)
    expect(view.find('.rule.open').text()).toContain('OWASP 7.3.1')
    expect(view.find('.rule.open input').exists()).toBe(false)
  })

  it('shows an earlier version, with the way back', async () => {
    const told = {
      'GET /v1/policy': ({ query }: Asked) => (query['version'] === 4 ? inForce(4, idle(900)) : inForce(17)),
    }
    const { view } = await shownWith(told, {}, { version: 4 })
    expect(view.text()).toContain('The rules as of version 4. Version 17 is in force.')
    expect(view.findAll('.says').at(1)?.text()).toBe('15 min')
    expect(view.text()).not.toContain('Edit')
    expect(view.find('a.btn').text()).toBe('Back to now')
  })

  it('forgets what was written when it is left as it is', async () => {
    const { view, press, counted } = await shownWith()
    await press(/^Edit: Unused at most/)
    await press(/^1 h$/)
    await counted(/Becomes version 18/)
    await press(/^Leave it as it is$/)
    expect(view.findAll('.changed')).toHaveLength(0)
    expect(view.find('form').exists()).toBe(false)
  })

  it('says what could not be loaded', async () => {
    const refuse = () => {
      throw new ApiError({ title: 'Behind', status: 503, code: 'view-behind', id: '7f3a' })
    }
    const { view } = await shownWith({ 'GET /v1/policy': refuse, 'GET /v1/policy/history': refuse })
    expect(view.text()).toMatch(/The policy could not be loaded.*7f3a/)
    expect(view.text()).toContain('The history could not be loaded')
  })
})
