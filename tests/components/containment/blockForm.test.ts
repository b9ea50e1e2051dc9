import { describe, expect, it } from 'vitest'
import BlockForm from '../../../dashboard/src/components/containment/BlockForm.vue'
import HoldForm from '../../../dashboard/src/components/containment/HoldForm.vue'
import { type Asked, dashboardPage } from '../dashboardPage.ts'

const blockId = '0190f3c8-0000-7000-8000-000000000001'
const operation = {
  id: '0190f3c8-0000-7000-8000-0000000000cc',
  kind: 'block',
  filter: 'ip:203.0.113.7',
  userId: null,
  by: { id: '0190f3c8-0000-7000-8000-0000000000dd', name: 'Ann' },
  reason: 'guessing',
  message: null,
  ticket: null,
  startedAt: '2026-11-21T06:00:00.000Z',
  finishedAt: null,
  state: 'running',
  sessions: 1,
  ended: 0,
  alreadyEnded: 0,
  spared: [],
  effect: null,
}
const until = '2026-11-21T14:00:00.000Z'
const asked = { kind: 'address', value: '203.0.113.7' } as const
const block = {
  ...asked,
  id: blockId,
  filter: 'ip:203.0.113.7',
  until,
  since: operation.startedAt,
  by: { kind: 'user', ...operation.by },
  reason: 'guessing',
  ticket: null,
}
const answersWith =
  (catchesMine: boolean) =>
  ({ path }: Asked) =>
    path.endsWith('/preview')
      ? { ...asked, filter: block.filter, sessions: 1, sample: [], catchesMine, position: 'p' }
      : { block, operation, ended: 1, position: 'p' }

describe('the form of a block', () => {
  it('counts what ends, and blocks when a reason is given', async () => {
    const page = dashboardPage({ answers: answersWith(false), roles: ['analyst'] })
    const form = await page.show(BlockForm, { suggested: asked })
    await page.drawn()
    expect(form.text()).toContain('1 live session')
    await form.find('form').trigger('submit')
    await form.find('textarea').setValue('guessing')
    await form.find('form').trigger('submit')
    await page.drawn()
    expect(page.asked.filter(({ path }) => path === '/v1/blocks')).toMatchObject([
      { method: 'POST', body: { ...asked, reason: 'guessing', hours: 8, includingMine: false } },
    ])
    expect(form.emitted('blocked')).toHaveLength(1)
  })

  it('does not block the way in of whoever asks before they say that they mean it', async () => {
    const page = dashboardPage({ answers: answersWith(true), roles: ['admin'] })
    const form = await page.show(BlockForm, { suggested: asked })
    await page.drawn()
    await form.find('textarea').setValue('guessing')
    await form.find('form').trigger('submit')
    await page.drawn()
    expect(form.emitted('blocked')).toBeUndefined()
    expect(form.text()).toContain('It catches you too.')
    await form.find('input[type=checkbox]').setValue(true)
    await form.find('form').trigger('submit')
    await page.drawn()
    expect(page.asked.at(-1)).toMatchObject({ path: '/v1/blocks', body: { includingMine: true } })
    expect(form.emitted('blocked')).toHaveLength(1)
  })

  it('tells an analyst whose own way it catches that only an admin may block it', async () => {
    const page = dashboardPage({ answers: answersWith(true), roles: ['analyst'] })
    const form = await page.show(BlockForm, { suggested: asked })
    await page.drawn()
    await form.find('textarea').setValue('guessing')
    await form.find('form').trigger('submit')
    await page.drawn()
    expect(form.emitted('blocked')).toBeUndefined()
    expect(form.find('input[type=checkbox]').exists()).toBe(false)
    expect(form.text()).toContain('only an admin may block it')
  })
})

describe('the form of a hold', () => {
  it('says what ends, and holds for the chosen hours', async () => {
    const answers = ({ method }: Asked) =>
      method === 'GET'
        ? { sessions: 2, keys: 1, madeKeys: [{ id: blockId, name: 'nightly report', clientId: 'web' }] }
        : { operation: { ...operation, kind: 'hold', filter: null }, ended: 2, until, position: 'p' }
    const page = dashboardPage({ answers, roles: ['analyst'] })
    const form = await page.show(HoldForm, { user: { id: 'u1', name: 'Mia' } })
    await page.drawn()
    expect(form.text()).toContain('2 sessions')
    expect(form.text()).toContain('1 API key of theirs is refused meanwhile')
    expect(form.text()).toContain('nightly report of web')
    await form.find('select').setValue('24')
    await form.find('textarea').setValue('stolen laptop')
    await form.find('form').trigger('submit')
    await page.drawn()
    expect(page.asked.at(-1)).toMatchObject({
      method: 'POST',
      path: '/v1/users/u1/hold',
      body: { hours: 24, reason: 'stolen laptop' },
    })
    expect(form.emitted('held')).toEqual([['p']])
  })
})
